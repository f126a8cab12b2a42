import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { typeScriptVersion } from './typescript.js';
import { PROTOCOL_VERSION, type Content } from '../src/runner/wire.js';

const packageFile = createRequire(import.meta.url).resolve('heavytail/package.json');

/** The version of this package. */
export const ownVersion = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;

/** The language as notebooks name it in their metadata. */
export function languageInfo(): Content {
  return {
    name: 'typescript',
    version: typeScriptVersion(),
    mimetype: 'text/typescript',
    file_extension: '.ts',
    pygments_lexer: 'typescript',
    nbconvert_exporter: 'script',
    // The plain name: clients on older libraries refuse an object without a version.
    codemirror_mode: 'typescript',
  };
}

/** The content of `kernel_info_reply`. */
export function kernelInfo(): Content {
  const language = languageInfo();
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'heavytail',
    implementation_version: ownVersion,
    language_info: language,
    banner: `heavytail ${ownVersion}: TypeScript ${String(language['version'])} on Node ${process.versions.node}, by tslab`,
    debugger: false,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: 'https://nodejs.org/docs/latest/api/' },
      { text: 'tslab', url: 'https://github.com/yunabe/tslab' },
    ],
  };
}
