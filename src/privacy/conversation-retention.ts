import { RetainedData, RetentionRegistry } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { RetentionConfig } from '../config/retention-config';

/** Conversations of one statement, so that it holds no locks for long. */
const BATCH = 200;

/** How long conversations are kept after their last change. */
@Injectable()
export class ConversationRetention extends RetainedData implements OnModuleInit {
  readonly name = 'conversations';
  readonly keptMs: number | undefined;

  constructor(
    private readonly database: SqlDatabase,
    private readonly registry: RetentionRegistry,
    { conversationsMs }: RetentionConfig,
  ) {
    super();
    this.keptMs = conversationsMs;
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  async removeBefore(before: number, signal: AbortSignal): Promise<number> {
    for (let removed = 0; ;) {
      const { rowCount } = await this.database.write((tx) =>
        tx.execute(sql`
          DELETE FROM stepwise.conversations WHERE id IN (
            SELECT id FROM stepwise.conversations WHERE updated_at < to_timestamp(${before}::bigint / 1000.0)
            ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`),
      );
      removed += rowCount ?? 0;
      if ((rowCount ?? 0) < BATCH || signal.aborted) return removed;
    }
  }
}
