import { fileURLToPath } from 'node:url';

const folder = new URL('.', import.meta.url);

/** The two ways in which a stack names this folder: by address, where a space or an umlaut is encoded, and by path. */
export const KERNEL_FOLDERS: readonly string[] = [folder.href, fileURLToPath(folder)];
