import { Injectable } from '@nestjs/common';
import { Counter, register } from 'prom-client';

const LOOKUPS = 'stepwise_reasoning_ledger_lookups_total';
const KEPT = 'stepwise_reasoning_ledger_kept_total';

/** How the reasoning ledger does. The registry belongs to the process, so a second app in tests shares it. */
@Injectable()
export class LedgerMetrics {
  private readonly lookups = counter(
    LOOKUPS,
    'Histories that the ledger was asked about, by where it found some.',
    'found',
  );
  private readonly entries = counter(
    KEPT,
    'Reasoning of replies that was to be kept, by whether it is in SQL.',
    'result',
  );

  looked(found: 'memory' | 'sql' | 'none' | 'unavailable'): void {
    this.lookups.inc({ found });
  }

  kept(isStored: boolean): void {
    this.entries.inc({ result: isStored ? 'stored' : 'failed' });
  }
}

function counter<Label extends string>(name: string, help: string, label: Label): Counter<Label> {
  const existing = register.getSingleMetric(name) as Counter<Label> | undefined;
  return existing ?? new Counter({ name, help, labelNames: [label] });
}
