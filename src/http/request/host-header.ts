import { isIP } from 'node:net';
import { AppError } from '@app/kernel';
import { isOpen, type OpenOptions } from '../auth/is-open';
import type { HttpOptions } from '../http-options';

const NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?)(?::(\d{1,5}))?$/;
const IP6 = /^\[[0-9A-Fa-f:.]{2,45}\](?::(\d{1,5}))?$/;
const MAX_LENGTH = 261; // 253 of a name, a colon, a port, and the brackets of an address

/** A `Host` value without its port, in lower case, or undefined when it is malformed (RFC 3986, section 3.2.2). */
function hostName(host: string): string | undefined {
  if (host.length > MAX_LENGTH) return undefined;
  const match = NAME.exec(host) ?? IP6.exec(host);
  if (match === null) return undefined;
  const port = match[1];
  if (port === undefined) return host.toLowerCase();
  return Number(port) <= 65_535 ? host.slice(0, -port.length - 1).toLowerCase() : undefined;
}

/** Tells whether this server speaks for a host. */
export type HostCheck = (host: string | undefined) => AppError | undefined;

/**
 * Checks `Host`: one well-formed name or address (else 400), and one that this server speaks for (else 421): the allowed ones
 * where there is a list. Without a list and where no key is demanded it is not the name of a site: whoever reaches the loopback address
 * may use the server then, and a site that lets its own name resolve to 127.0.0.1 (DNS rebinding) makes a browser read what is
 * there, without an `Origin` to know it by. The router never reads the host, so a wrong one cannot change which route is run.
 * The last accepted value is remembered: clients repeat themselves.
 */
export function createHostCheck(options: OpenOptions & Pick<HttpOptions, 'allowedHosts'>): HostCheck {
  const allowed = new Set(options.allowedHosts.map((host) => host.toLowerCase()));
  const isForAll = isOpen(options);
  let accepted = '';
  return (host) => {
    if (host === accepted && host !== '') return undefined;
    const name = host === undefined ? undefined : hostName(host);
    if (host === undefined || name === undefined) {
      return new AppError('invalid_request', 'Send exactly one well-formed `Host` header.');
    }
    if (allowed.size > 0 && !allowed.has(name)) {
      return new AppError('misdirected_request', 'This server does not serve the host that the request names.');
    }
    if (allowed.size === 0 && isForAll && isSite(name)) {
      return new AppError(
        'misdirected_request',
        'Where no key is demanded, this server answers to addresses and local names alone. Add the host to ALLOWED_HOSTS.',
      );
    }
    accepted = host;
    return undefined;
  };
}

/** True for a name that somebody may own in the public DNS: neither an address, nor without a dot, nor below `localhost`. */
function isSite(name: string): boolean {
  const bare = name.replace(/\.$/, '');
  return isIP(bare) === 0 && !bare.startsWith('[') && bare.includes('.') && !bare.endsWith('.localhost');
}
