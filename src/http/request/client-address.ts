import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The header in which proxies write whom they forward for. */
export type ProxyHeader = 'x-forwarded-for' | 'forwarded';

const WHOLE_ADDRESS = 128;
/** Addresses of peers that are remembered in their shortest form. */
const MOST_KNOWN = 1_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** What {@link clientAddress} found; null before it was asked. */
    knownAddress: string | null;
  }
}

/** The address of a request's client: an IPv4 address, or an IPv6 address in its shortest form. Empty when the socket is gone. */
export function clientAddress(request: FastifyRequest): string {
  return (request.knownAddress ??= request.server.edge.addresses.of(request.raw));
}

/**
 * Finds who a request comes from. The peer of the connection is believed, and a proxy among the trusted ones is believed as to
 * whom it forwards for. So the header is read from its right end, where the nearest proxy wrote; what stands left of the first
 * address that is not trusted may have been made up by anybody.
 */
export class ClientAddresses {
  private readonly trusted = new BlockList();
  private readonly hasTrusted: boolean;
  /** By what a socket calls its peer: one peer asks many times. */
  private readonly known = new Map<string, string>();

  /**
   * @param proxies addresses and CIDR ranges.
   * @param header the one header that these proxies write. Another one is never read: they pass it on as it came.
   */
  constructor(
    proxies: readonly string[],
    private readonly header: ProxyHeader,
  ) {
    this.hasTrusted = proxies.length > 0;
    for (const proxy of proxies) {
      const [address = '', prefix] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.trusted.addAddress(address, family);
      else this.trusted.addSubnet(address, Number(prefix), family);
    }
  }

  of({ socket, headers }: IncomingMessage): string {
    let nearest = this.peerOf(socket.remoteAddress ?? '');
    if (!this.hasTrusted) return nearest;
    const value = headers[this.header];
    const hops = typeof value === 'string' ? value.split(',') : (value ?? []);
    for (let index = hops.length - 1; index >= 0 && this.isTrusted(nearest); index--) {
      const hop = plainAddress(this.nameOf(hops[index] ?? ''));
      // "unknown", a name or a slip of a proxy: who is behind it cannot be told, so it stands for all of them.
      if (hop === undefined) break;
      nearest = hop;
    }
    return nearest;
  }

  private peerOf(name: string): string {
    let peer = this.known.get(name);
    if (peer === undefined) {
      peer = plainAddress(name) ?? '';
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      this.known.set(name, peer);
    }
    return peer;
  }

  private isTrusted(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }

  /** Of `for=192.0.2.1;proto=https` (RFC 7239) the address; in the other header there is nothing else. */
  private nameOf(hop: string): string {
    if (this.header === 'x-forwarded-for') return hop;
    for (const pair of hop.split(';')) {
      const [name = '', value = ''] = pair.split('=', 2);
      if (name.trim().toLowerCase() === 'for') return value;
    }
    return '';
  }
}

/** An address without quotes, brackets, port and zone, in its one shortest form; undefined when it is none. */
function plainAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const address = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/i.exec(bare)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(bare)?.[1] ?? bare;
  if (isIP(address) === 0) return undefined;
  return normalizeIp(address, WHOLE_ADDRESS).replace(`/${WHOLE_ADDRESS}`, '');
}
