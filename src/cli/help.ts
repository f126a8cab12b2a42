import type { Command } from 'commander';

/** Adds the command `help` in place of the one that shows the whole help for a name that it does not know. */
export function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .description('display help for command')
    .argument('[command...]', 'its name')
    .exitOverride()
    .action((names: readonly string[]) => {
      let command = program;
      for (const name of names)
        command =
          command.commands.find((one) => one.name() === name) ??
          command.error(`error: unknown command '${name}'`);
      command.help();
    });
}
