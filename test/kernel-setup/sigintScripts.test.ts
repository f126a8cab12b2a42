/** SIGINT about the beginning and the end of a script, in a process of its own and without the threads of a kernel. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';

const built = (name: string): string =>
  JSON.stringify(pathToFileURL(join(packageFolder(), 'dist', 'kernel-setup', name)).href);

const START = `
const { createSigintListeners, isSigint } = await import(${built('sigintListeners.js')});
const { createGate, gateMemory, sendThrough } = await import(${built('sigintGate.js')});
const memory = gateMemory();
// As it is before a script's own signals are waited for.
const kill = process.kill.bind(process, process.pid, 'SIGINT');
/** What the control thread does, at exactly this moment; here the signal may end what sends it, and so comes last. */
const send = () => {
  sendThrough(memory, () => true, () => undefined);
  kill();
};
let byHand = 0;
const sigint = createSigintListeners(createGate(memory), () => void byHand++);
sigint.listen();
/** Whether SIGINT ends the script. */
const ends = (script) => {
  try {
    sigint.call(script);
    return false;
  } catch (error) {
    if (!isSigint(error)) throw error;
    return true;
  }
};
const spin = () => {
  for (const end = performance.now() + 50; performance.now() < end; );
};
`;

/** Runs code behind the start in a process of its own, and returns what it shows. */
function shown(code: string): unknown {
  const words = ['--input-type=module', '-e', `${START}${code}`];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe.skipIf(process.platform === 'win32')('SIGINT of the control thread', () => {
  it('that comes as the last statement ends is for that script, and not for one after it', () => {
    const ended = shown(`
const ended = [];
for (let time = 0; time < 10; time++) ended.push([ends(send), ends(() => 0), ends(spin)]);
console.log(JSON.stringify(ended));`);
    expect(ended).toEqual(Array.from({ length: 10 }, () => [true, false, false]));
  });

  it('that nothing hears before the next script is not taken for one that is sent by hand later', () => {
    // The event loop, in which listeners hear, does not turn before the script begins.
    const heard = shown(`
send();
const ended = [ends(() => 0), ends(spin)];
const hear = new Promise((resolve) => process.once('SIGINT', resolve));
kill();
// A signal alone does not keep the process.
const life = setTimeout(() => undefined, 10_000);
await hear;
clearTimeout(life);
console.log(JSON.stringify([ended, byHand]));`);
    expect(heard).toEqual([[false, false], 1]);
  });
});
