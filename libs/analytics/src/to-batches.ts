import { CellTable } from './cell';
import { bucketStart } from './grain';
import type { TurnBatch } from './live-store';
import type { TurnRecord } from './turn-record';

/** Sums turns by organisation and second. Costs O(turns). */
export function toBatches(turns: readonly TurnRecord[], newId: () => string): TurnBatch[] {
  const tables = new Map<string, { organisationId: string; second: number; table: CellTable }>();
  for (const turn of turns) {
    const second = bucketStart('second', turn.endedAt);
    const key = `${second} ${turn.organisationId}`;
    let entry = tables.get(key);
    if (entry === undefined) {
      entry = { organisationId: turn.organisationId, second, table: new CellTable() };
      tables.set(key, entry);
    }
    entry.table.count(turn);
  }
  return [...tables.values()].map(({ organisationId, second, table }) => ({
    id: newId(),
    organisationId,
    second,
    cells: table.list(),
  }));
}
