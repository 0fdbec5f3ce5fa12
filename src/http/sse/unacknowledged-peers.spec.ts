import { addRetransmitting, peerKey } from './unacknowledged-peers';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

function line(remote: string, state: string, retransmissions: string): string {
  return `   0: 0100007F:1F90 ${remote} ${state} 00000005:00000000 01:00000019 ${retransmissions}     0        0 12345 1 0000 20 4 30 10 -1`;
}

function peersOf(...lines: string[]): Map<string, number> {
  const peers = new Map<string, number>();
  addRetransmitting([HEAD, ...lines, ''].join('\n'), peers);
  return peers;
}

describe('peers that do not acknowledge', () => {
  it('are those of open connections that the kernel sends again to', () => {
    const peers = peersOf(
      line('0200000A:C350', '01', '00000008'),
      line('0300000A:C350', '01', '00000000'),
      line('0400000A:C350', '06', '00000008'),
    );
    expect([...peers]).toEqual([[peerKey('10.0.0.2', 50_000), 8]]);
  });

  it('are found under any way to write their address', () => {
    const peers = peersOf(
      line('0000000000000000FFFF00000200000A:0050', '01', '0000000A'),
      line('B80D0120000000000000000001000000:0051', '01', '00000003'),
    );
    expect(peers.get(peerKey('::ffff:10.0.0.2', 80))).toBe(10);
    expect(peers.get(peerKey('10.0.0.2', 80))).toBe(10);
    expect(peers.get(peerKey('2001:db8::1', 81))).toBe(3);
    expect(peers.get(peerKey('2001:0db8:0:0:0:0:0:1', 81))).toBe(3);
  });

  it('are none in a table that is not one', () => {
    expect(peersOf('garbage', '', 'a b c d e f g').size).toBe(0);
  });
});
