import type { ChainableCommander } from 'ioredis';

/**
 * What a server answers to several commands at once.
 *
 * @throws the first of their errors: a command that was refused must not look like one that found nothing
 */
export async function answersOf(commands: ChainableCommander): Promise<unknown[]> {
  const answers = (await commands.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}
