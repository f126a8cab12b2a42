import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  addressOf,
  createConnection,
  readConnection,
  writeConnectionFile,
} from '../../src/runner/connection.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'connection.json');
const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 65535 };
const read = (json: unknown): ReturnType<typeof readConnection> => {
  writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json));
  return readConnection(file);
};

describe('a connection file', () => {
  it('without an address means this machine alone', () => {
    const wanted = { ...ports, transport: 'tcp', ip: '127.0.0.1', key: '' };
    expect(read(ports)).toEqual(wanted);
    expect(read({ ...ports, ip: '' })).toEqual(wanted);
  });

  it('is obeyed as it is written', () => {
    const written = { ...ports, transport: 'ipc', ip: '/tmp/kernel', key: 'k' };
    expect(read({ ...written, signature_scheme: 'hmac-sha256', kernel_name: 'x' })).toEqual(written);
  });

  it('of this package is on loopback ports of its own, with a key that is new, for its owner alone', async () => {
    const [one, other] = [await createConnection(), await createConnection()];
    const { path, remove } = writeConnectionFile(one);
    expect(readConnection(path)).toEqual(one);
    expect(one.ip).toBe('127.0.0.1');
    expect(one.key).toMatch(/^[0-9a-f]{64}$/);
    expect(other.key).not.toBe(one.key);
    const used = Object.keys(ports).map((name) => one[name as keyof typeof ports]);
    expect(new Set(used).size).toBe(5);
    // Below those that Linux gives to outgoing connections, which could take one before the kernel does.
    expect(Math.max(...used.map(Number))).toBeLessThan(32_768);
    expect(Math.min(...used.map(Number))).toBeGreaterThan(1023);
    if (process.platform !== 'win32')
      expect([path, dirname(path)].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o700]);
    remove();
    expect(() => readConnection(path)).toThrow(`the connection file ${path} cannot be read: ENOENT`);
  });

  it('that a killed process left, with its key, is swept when another is written', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = join(tmpdir(), `heavytail-kernel-${pid}-connectionTest`);
    mkdirSync(left);
    writeFileSync(join(left, 'connection.json'), '{}');
    const old = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(left, old, old);
    writeConnectionFile(await createConnection()).remove();
    await vi.waitFor(() => expect(existsSync(left)).toBe(false), 10_000);
  });

  it.each([
    ['{', 'cannot be read'],
    ['null', 'holds no JSON object'],
    ['[1]', 'holds no JSON object'],
    ['7', 'holds no JSON object'],
    [{ ...ports, signature_scheme: 'hmac-md5' }, 'signature_scheme "hmac-md5"; only "hmac-sha256"'],
    [{ ...ports, key: 5 }, 'has a key that is not a string'],
    [{ ...ports, transport: 'udp' }, 'has transport = "udp"; it must be "tcp" or "ipc"'],
    [{ ...ports, ip: 5 }, 'has ip = 5; it must be a string'],
    [{ ...ports, hb_port: 0 }, 'has hb_port = 0; it must be a port from 1 to 65535'],
    [{ ...ports, hb_port: 65536 }, 'has hb_port = 65536;'],
    [{ ...ports, hb_port: 1.5 }, 'has hb_port = 1.5;'],
    [{ ...ports, hb_port: '7' }, 'has hb_port = "7";'],
    [{ ...ports, hb_port: undefined }, 'has hb_port = undefined;'],
  ])('%j is refused by name', (json, message) => {
    expect(() => read(json)).toThrow(`the connection file ${file}`);
    expect(() => read(json)).toThrow(message);
  });

  it('gives the addresses of its channels', async () => {
    const connection = read(ports);
    expect(addressOf(connection, 5)).toBe('tcp://127.0.0.1:5');
    expect(addressOf({ ...connection, ip: '::1' }, 5)).toBe('tcp://[::1]:5');
    expect(addressOf({ ...connection, ip: '[::1]' }, 5)).toBe('tcp://[::1]:5');
    expect(addressOf({ ...connection, transport: 'ipc', ip: '/tmp/a:b' }, 5)).toBe('ipc:///tmp/a:b-5');
  });
});
