import { CellTable } from './cell';
import { turnOf } from './testing/turn-of';

describe('CellTable', () => {
  it('adds what a turn used late to its sums, and counts it as no further turn', () => {
    const table = new CellTable();
    const turn = turnOf({ outcome: 'failed', firstTokenMs: 10, savedTokens: 3 });
    table.count(turn);
    table.count({ ...turn, isLate: true, costMicroUsd: 2, inputTokens: 1, outputTokens: 1 });
    for (const cell of [table.at('all', ''), table.at('model', 'vendor/model')]) {
      expect(cell.totals).toMatchObject({
        requests: 1,
        errors: 1,
        inputTokens: 11,
        outputTokens: 6,
        costMicroUsd: 9,
        savedTokens: 3,
        latencyMs: 100,
        firstTokenMs: 10,
      });
      expect([...cell.latency.values(), ...cell.firstToken.values()]).toEqual([1, 1]);
    }
    expect(table.at('user', 'user_a').totals).toMatchObject({ requests: 1, costMicroUsd: 9 });
  });
});
