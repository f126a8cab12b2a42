import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession, type Ran, type Session } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
  await session.run(`
let heard = 0;
const hear = (): void => void heard++;
/** Resolves once SIGINT, or another signal, has been heard so many times. */
const until = async (times: number): Promise<string> => {
  while (heard < times) await new Promise((resolve) => setTimeout(resolve, 5));
  return 'heard ' + heard;
};`);
});
afterAll(() => session.end());

const send = (signal: NodeJS.Signals = 'SIGINT'): boolean => process.kill(session.kernel.pid, signal);

/** Runs a cell, and sends it SIGINT by hand when it shows something. */
const runAndSend = (code: string): Promise<Ran> =>
  session.run(code, {
    onMessage: ({ header }) => {
      if (header.msg_type === 'display_data') send();
    },
  });

/** Sends SIGINT to the idle kernel, and says what has been heard. */
async function heardWhenIdle(times: number): Promise<string | undefined> {
  send();
  // The cell may be there first: then it is interrupted, and the listener has heard the signal all the same.
  const { result } = await session.run(`await until(${times})`);
  return result ?? (await session.run(`await until(${times})`)).result;
}

describe.skipIf(process.platform === 'win32')('a listener of a cell to SIGINT', () => {
  it('hears a signal that is sent by hand, and the kernel lives on', async () => {
    await session.run(`heard = 0; process.on('SIGINT', hear); 0`);
    expect(await heardWhenIdle(1)).toBe("'heard 1'");
    expect(await heardWhenIdle(2)).toBe("'heard 2'");
    // A cell's statements have run in between.
    await session.run('0');
    expect(await heardWhenIdle(3)).toBe("'heard 3'");
  });

  it('hears the one that ends a loop of its own cell, or of a later one', async () => {
    await session.run(`process.removeAllListeners('SIGINT')`);
    const own = await runAndSend(`heard = 0; process.on('SIGINT', hear); display('ready'); for (;;);`);
    expect(own.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await session.run('await until(1)')).result).toBe("'heard 1'");
    const later = await runAndSend(`display('ready'); for (;;);`);
    expect(later.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await session.run('await until(2)')).result).toBe("'heard 2'");
  });

  it('hears the one that its own statements send, as does the cell', async () => {
    const ran = await session.run(
      `heard = 0; process.kill(process.pid, 'SIGINT'); await new Promise(() => undefined)`,
    );
    expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await session.run('await until(1)')).result).toBe("'heard 1'");
  });

  it('does not hear an interrupt of the front end', async () => {
    const running = session.run(`heard = 0; display('ready'); for (;;);`, {
      onMessage: ({ header }) => {
        if (header.msg_type === 'display_data') void session.kernel.interrupt();
      },
    });
    expect((await running).reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await session.run('heard')).result).toBe('0');
  });

  it('is found and removed by the statements of another cell', async () => {
    expect((await session.run(`process.listeners('SIGINT').includes(hear)`)).result).toBe('true');
    await session.run(
      `heard = 0; process.off('SIGINT', hear); process.once('SIGINT', () => void (heard += 10)); 0`,
    );
    expect(await heardWhenIdle(10)).toBe("'heard 10'");
    expect((await session.run(`process.listenerCount('SIGINT')`)).result).toBe('1');
    expect((await runAndSend(`display('ready'); for (;;);`)).reply).toMatchObject({
      ename: 'KeyboardInterrupt',
    });
    expect((await session.run('await until(0)')).result).toBe("'heard 10'");
  });

  it('stands after all were removed, and after a loop behind an await was ended', async () => {
    await session.run(`heard = 0; process.removeAllListeners('SIGINT'); process.on('SIGINT', hear); 0`);
    const running = session.run(`await null; display('ready'); for (;;);`, {
      onMessage: ({ header }) => {
        if (header.msg_type === 'display_data') void session.kernel.interrupt();
      },
    });
    expect((await running).reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    const before = Number((await session.run('heard')).result);
    expect(await heardWhenIdle(before + 1)).toBe(`'heard ${before + 1}'`);
    expect((await runAndSend(`display('ready'); for (;;);`)).reply).toMatchObject({
      ename: 'KeyboardInterrupt',
    });
  });

  it('to another signal hears it from the statements that add it', async () => {
    const { result } = await session.run(
      `heard = 0; process.once('SIGUSR2', hear); process.kill(process.pid, 'SIGUSR2'); await until(1)`,
    );
    expect(result).toBe("'heard 1'");
  });
});
