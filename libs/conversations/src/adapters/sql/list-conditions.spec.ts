import { PgDialect } from 'drizzle-orm/pg-core';
import { searchCondition } from './list-conditions';

describe('a search in conversations', () => {
  it('looks at the words that are kept beside each text, and parses no text again', () => {
    const { sql, params } = new PgDialect().sqlToQuery(searchCondition('swims 50%'));
    expect(sql).toContain('"messages"."words" @@ websearch_to_tsquery');
    expect(sql).not.toContain('to_tsvector');
    expect(params).toEqual(['%swims 50\\%%', 'swims 50%']);
  });
});
