import { AppError } from '@app/kernel';

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
 * Checks `Host`: one well-formed name or address (else 400), and one of the allowed ones where there is a list (else
 * 421). The router never reads it, so a wrong host cannot change which route is run. The last accepted value is
 * remembered: clients repeat themselves.
 */
export function createHostCheck(allowedHosts: readonly string[]): HostCheck {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
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
    accepted = host;
    return undefined;
  };
}
