import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
const ESTABLISHED = '01';
/** An IPv4 address in the IPv6 table, as the kernel prints it. */
const MAPPED = '0000000000000000FFFF0000';

/** One end of a connection, written so that equal ends are equal texts. */
export type PeerKey = string;

/** The key of a socket's remote end. */
export function peerKey(address: string, port: number): PeerKey {
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return `${isIPv4(mapped) ? mapped : expandIPv6(address)} ${port}`;
}

/**
 * The peers of this machine's TCP connections that have not acknowledged what was sent, with how often the kernel has sent
 * it again. The waits double from about 0.2 s, so 7 times means 25 s of silence from a peer that should have answered.
 * Node can neither see this nor set a limit, and the kernel's own is 15 minutes. Empty on systems other than Linux.
 */
export async function unacknowledgedPeers(): Promise<ReadonlyMap<PeerKey, number>> {
  const peers = new Map<PeerKey, number>();
  for (const table of TABLES) {
    try {
      addRetransmitting(await readFile(table, 'latin1'), peers);
    } catch {
      // No such table: no /proc, or no IPv6. Then the kernel's limit stands.
    }
  }
  return peers;
}

/**
 * Reads the kernel's table (proc_net_tcp in its documentation): number, local and remote end in hexadecimal, state,
 * queues, timer, retransmissions, and more.
 */
export function addRetransmitting(table: string, peers: Map<PeerKey, number>): void {
  for (const line of table.split('\n').slice(1)) {
    const [, , remote, state, , , retransmissions] = line.trim().split(/\s+/);
    const count = parseInt(retransmissions ?? '0', 16);
    if (state !== ESTABLISHED || remote === undefined || !(count > 0)) continue;
    const [address = '', port = ''] = remote.split(':');
    peers.set(`${readAddress(address)} ${parseInt(port, 16)}`, count);
  }
}

/** Addresses are printed as 32-bit words in the machine's byte order, which is little-endian wherever Node runs. */
function readAddress(hex: string): string {
  if (hex.length === 8) return dotted(hex);
  if (hex.startsWith(MAPPED)) return dotted(hex.slice(MAPPED.length));
  return (hex.match(/.{8}/g) ?? [])
    .map((word) => bytesOf(word).join(''))
    .join('')
    .toLowerCase();
}

function dotted(word: string): string {
  return bytesOf(word)
    .map((byte) => parseInt(byte, 16))
    .join('.');
}

function bytesOf(word: string): string[] {
  return (word.match(/../g) ?? []).reverse();
}

/** All 32 digits of an IPv6 address. */
function expandIPv6(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right]
    .map((group) => group.padStart(4, '0'))
    .join('')
    .toLowerCase();
}
