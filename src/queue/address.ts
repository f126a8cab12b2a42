import { argumentError } from '../check.js';

/** Where a queue is, and how it is reached. */
export interface QueueAddress {
  /** The address as it may be shown and stored: without user and password. */
  readonly text: string;
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

const A_REDIS =
  'the address of a Redis, redis://host:port or, with TLS, rediss://:password@host:port/database';

/** What may be named where sweeps are computed. */
const A_PLACE = `"threads" or ${A_REDIS}`;

/** An address in its parts, or undefined for what is none. */
function partsOf(on: string): URL | undefined {
  try {
    return new URL(on);
  } catch {
    return undefined;
  }
}

/** An address without what nobody may see; whatever cannot be read as one is not repeated, but for what certainly holds no password. */
export function shownAddress(on: string): string {
  if (/^(threads|[\w.-]+:\d{1,5}|)$/.test(on)) return on;
  const url = partsOf(on);
  return url && (url.host !== '' || url.protocol.startsWith('redis'))
    ? `${url.protocol}//${url.host}`
    : 'a text not repeated here: it may hold a password';
}

/** A user or password with its escaped letters; a sign % that begins no such letter stands for itself. */
const unescaped = (text: string): string =>
  text.replace(/(%[\da-f]{2})+/gi, (letters) => {
    try {
      return decodeURIComponent(letters);
    } catch {
      return letters;
    }
  });

/** Whether nobody but this machine can be at a host. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Reads the address of a queue. A password is passed through and never shown.
 *
 * @param name what the address is called in messages
 * @param insecure whether another machine may be spoken to without a password: everybody who reaches it could then read and replace points
 *   and results
 * @param isQueue whether only a queue may be meant; messages then do not offer threads
 * @throws RangeError for what is no address, and for another machine without a password
 */
export function readAddress(
  name: string,
  on: string,
  insecure: boolean = process.env.HEAVYTAIL_INSECURE === '1',
  isQueue = false,
): QueueAddress {
  const allowed = isQueue ? A_REDIS : A_PLACE;
  const url = partsOf(on);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw argumentError(name, shownAddress(on), allowed);
  if (!/^\/?\d*$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    throw argumentError(name, `${shownAddress(on)}${url.pathname}`, `${allowed}, a database being a number`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 6379 : Number(url.port);
  const db = Number(url.pathname.slice(1) || 0);
  const tls = url.protocol === 'rediss:';
  if (url.password === '' && !insecure && !isLoopback(host))
    throw argumentError(
      name,
      shownAddress(on),
      'an address with a password, or one of this machine: without a password everybody who reaches it can read and replace results (--insecure or HEAVYTAIL_INSECURE=1 permits it)',
    );
  return {
    text: `${url.protocol}//${url.host}${db === 0 ? '' : `/${db}`}`,
    ...{ host, port, db, tls },
    ...(url.username && { username: unescaped(url.username) }),
    ...(url.password && { password: unescaped(url.password) }),
  };
}
