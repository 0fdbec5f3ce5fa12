import type { StreamPart } from '@app/model';
import { createWireDecoder, WIRE_DIALECTS, type WireDialect } from '@app/providers';
import type { ConformanceCase } from './conformance-case';
import { joinTexts, splitTexts } from './re-split';
import { readParts } from './read-parts';
import { canonical, differences } from './reading';

/** Decodes the events of a case and reads them as they come, with their texts joined and cut into characters. */
export function runWireCase(one: ConformanceCase): string[] {
  const dialect = one.options?.dialect;
  if (!isDialect(dialect)) return [`unknown dialect ${String(dialect)}`];
  const parts = decode(dialect, one.chunks ?? [JSON.parse(one.input)]);
  const { reading, faults } = readParts(parts);
  const same = [joinTexts(parts), splitTexts(parts)].every(
    (other) => canonical({ ...readParts(other).reading }) === canonical({ ...reading }),
  );
  return [
    ...differences(one.expected, reading, one.options?.answerType),
    ...faults,
    ...(same ? [] : ['other pieces of text give another reading']),
  ];
}

/** Decodes the events of one streamed reply. */
export function decode(dialect: WireDialect, events: readonly unknown[]): StreamPart[] {
  const decoder = createWireDecoder(dialect);
  return [...events.flatMap((event) => decoder.push(event)), ...decoder.end()];
}

function isDialect(value: string | undefined): value is WireDialect {
  return WIRE_DIALECTS.some((dialect) => dialect === value);
}
