import type { Checkpoint } from '../checkpoint';
import { SyslogReceiver } from '../testing';
import { SyslogAnchor } from './syslog-anchor';

const CHECKPOINT: Checkpoint = {
  organisationId: 'org_grün',
  sequence: 42,
  hash: 'ab'.repeat(32),
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  keyId: '0123456789abcdef',
  signature: 'c2ln',
};
const HEADER = /^<109>1 2026-01-02T03:04:05\.006Z \S+ stepwise \d+ checkpoint - /;

describe('SyslogAnchor', () => {
  let receiver: SyslogReceiver;

  beforeAll(async () => {
    receiver = await SyslogReceiver.start();
  });
  afterAll(() => receiver.close());

  it.each([
    ['UDP', () => receiver.udpUrl],
    ['TCP', () => receiver.tcpUrl],
  ])('sends the checkpoint as one message over %s', async (_, url) => {
    const arrival = receiver.next();
    await new SyslogAnchor(new URL(url())).write(CHECKPOINT);
    const message = await arrival;
    expect(message).toMatch(HEADER);
    expect(JSON.parse(message.replace(HEADER, ''))).toEqual(CHECKPOINT);
  });

  it('sends a message for each checkpoint', async () => {
    const before = receiver.messages.length;
    const anchor = new SyslogAnchor(new URL(receiver.tcpUrl));
    for (const sequence of [43, 44]) {
      const arrival = receiver.next();
      await anchor.write({ ...CHECKPOINT, sequence });
      await arrival;
    }
    const sequences = receiver.messages.slice(before).map((message) => /"sequence":(\d+)/.exec(message)?.[1]);
    expect(sequences).toEqual(['43', '44']);
  });

  it('fails when nobody takes the connection', async () => {
    const gone = await SyslogReceiver.start();
    const anchor = new SyslogAnchor(new URL(gone.tcpUrl));
    await gone.close();
    await expect(anchor.write(CHECKPOINT)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
