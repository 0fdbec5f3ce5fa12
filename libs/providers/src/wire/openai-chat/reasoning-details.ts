import type { JsonObject } from '@app/kernel';
import { objectsOf, textOf } from '../wire-fields';

/**
 * OpenRouter's `reasoning_details`: the upstream's own reasoning, signatures and encrypted data included, to be sent back
 * as one list. A stream carries it in pieces; pieces of the same text are joined.
 */
export class ReasoningDetails {
  private items: JsonObject[] = [];

  /** Takes the details of a message or a delta and returns the readable text in them. */
  read(from: JsonObject): string {
    let text = '';
    for (const piece of objectsOf(from['reasoning_details'])) {
      text += textOf(piece['text']) || textOf(piece['summary']);
      this.add(piece);
    }
    return text;
  }

  /** Gives the list away; what follows begins a new one. Undefined when there is none. */
  take(): JsonObject[] | undefined {
    if (this.items.length === 0) return undefined;
    const items = this.items;
    this.items = [];
    return items;
  }

  private add(piece: JsonObject): void {
    const last = this.items.at(-1);
    if (last === undefined || !continues(last, piece)) {
      this.items.push({ ...piece });
      return;
    }
    for (const [name, value] of Object.entries(piece)) {
      if (value === null) continue;
      const before = last[name];
      const grows = (name === 'text' || name === 'summary') && typeof before === 'string' && typeof value === 'string';
      last[name] = grows ? before + value : value;
    }
  }
}

function continues(last: JsonObject, piece: JsonObject): boolean {
  const grows = piece['type'] === 'reasoning.text' || piece['type'] === 'reasoning.summary';
  return (
    grows && last['type'] === piece['type'] && last['index'] === piece['index'] && textOf(last['signature']) === ''
  );
}
