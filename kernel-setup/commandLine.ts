/** Commands for a person to paste into a shell. */

/** One line, and the shell that takes it where the system has several. */
export interface CommandLine {
  readonly shell?: string;
  readonly line: string;
}

/** Words without spaces and special characters are left as they are, so that the line is easy to read. */
const quoted = (word: string, plain: RegExp, quote: (word: string) => string): string =>
  plain.test(word) ? word : quote(word);

const forPosix = (word: string): string =>
  quoted(word, /^[\w@%+=:,./-]+$/, (each) => `'${each.replaceAll("'", `'\\''`)}'`);

// Quotation marks cannot stand in the name of a Windows file.
const forCmd = (word: string): string => quoted(word, /^[\w@+:./\\-]+$/, (each) => `"${each}"`);

const powerShellString = (word: string): string => `'${word.replaceAll("'", "''")}'`;
const forPowerShell = (word: string): string => quoted(word, /^[\w+:./\\-]+$/, powerShellString);

/** The command `words` with the variables `env` set, for each shell of the system. */
export function commandLines(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  platform: NodeJS.Platform = process.platform,
): readonly CommandLine[] {
  const variables = Object.entries(env);
  if (platform !== 'win32') {
    const settings = variables.map(([name, value]) => `${name}=${forPosix(value)}`);
    return [{ line: [...settings, ...words.map(forPosix)].join(' ') }];
  }
  const cmd = [...variables.map(([name, value]) => `set "${name}=${value}"`), words.map(forCmd).join(' ')];
  const power = [
    ...variables.map(([name, value]) => `$env:${name} = ${powerShellString(value)}`),
    // A command in quotation marks is only a text there, unless `&` calls it.
    `${words[0] === forPowerShell(words[0] ?? '') ? '' : '& '}${words.map(forPowerShell).join(' ')}`,
  ];
  return [
    { shell: 'cmd', line: cmd.join(' && ') },
    { shell: 'PowerShell', line: power.join('; ') },
  ];
}
