const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

/** The MIME type of a PNG, JPEG or GIF file by its first bytes; undefined for other bytes. */
export const pictureType = (bytes: Uint8Array): string | undefined =>
  SIGNATURES.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0];
