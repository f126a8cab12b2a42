/** Pictures that a text names, as addresses with the picture in them. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { escapeHtml } from '../drawing/escape.js';
import { readBounded } from '../files/readBounded.js';
import type { TextCell } from '../runner/nbformat.js';

const imageTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
};

/** Bytes of the largest picture that goes into a page. */
const LARGEST_PICTURE = 2 ** 26;

type Attachments = TextCell['attachments'];

/** A picture of a sentence, for the place of one that cannot be shown. */
const sign = (text: string): string => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="24"><text y="17" font-family="sans-serif" font-size="13" fill="#b00020">${escapeHtml(text)}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
};

function pictureIn(folder: string, attachments: Attachments, address: string): string {
  if (address.startsWith('attachment:')) {
    const bundle = attachments?.[decodeURIComponent(address.slice('attachment:'.length))] ?? {};
    const [mime, base64] = Object.entries(bundle)[0] ?? [];
    if (mime === undefined) return address;
    // Some programs keep a drawing as its text.
    const isText = mime === 'image/svg+xml' && /^\s*</.test(String(base64));
    return `data:${mime};base64,${isText ? Buffer.from(String(base64)).toString('base64') : String(base64)}`;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return address;
  const path = [address, address.split(/[?#]/, 1)[0]]
    .map((each) => resolve(folder, decodeURIComponent(each)))
    .find((each, at) => at === 1 || existsSync(each))!;
  const mime = imageTypes[extname(path).toLowerCase()];
  if (mime === undefined) return address;
  return `data:${mime};base64,${readBounded(path, LARGEST_PICTURE).toString('base64')}`;
}

/** An image address with the picture in it, if it is an attachment of the text's cell or a file beside it. */
export const inlineImage =
  (folder: string, attachments?: Attachments) =>
  (address: string): string => {
    try {
      return pictureIn(folder, attachments, address);
    } catch (error) {
      return sign(`The picture ${address} cannot be shown: ${(error as Error).message}`);
    }
  };
