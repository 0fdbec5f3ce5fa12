import { MemoryAuditTrail } from '@app/audit';
import { RandomIdGenerator } from '@app/kernel';
import { ManualClock } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnEvent, type TurnOrigin } from '@app/turn';
import { loadConfig } from '../config/load-config';
import { AuditTurnLayer } from './audit-turn-layer';

describe('the audit of chats', () => {
  const turn = { id: 'chat_1', strategy: 'direct', request: { messages: [{ role: 'user', content: 'q' }] } };
  const finish = { type: 'finish', response: { finalAnswer: 'a', model: 'm' } } as TurnEvent;

  it.each<[TurnOrigin['dialect'], number]>([
    ['native', 1],
    ['openai', 1],
    ['internal', 0], // a question that the product asks by itself is nobody's act
  ])('of a turn that is %s has %d entries', async (dialect, entries) => {
    const trail = new MemoryAuditTrail(new ManualClock(), new RandomIdGenerator());
    const layer = new AuditTurnLayer(trail, loadConfig({ AUDIT_CHATS: 'true' }).audit);
    const principal = { kind: 'key', organisationId: 'org_1', userId: 'user_1', roles: ['user'], limits: {} } as const;
    const context = new TurnContext({ requestId: 'req_1', principal, dialect }, new AbortController().signal);
    const events = await layer.handle(turn as unknown as PlannedTurn, context, () =>
      Promise.resolve(
        (async function* () {
          yield await Promise.resolve(finish);
        })(),
      ),
    );
    for await (const event of events) expect(event).toBe(finish);
    expect(trail.records).toHaveLength(entries);
  });
});
