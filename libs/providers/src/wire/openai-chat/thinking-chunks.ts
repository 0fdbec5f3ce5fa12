import type { JsonObject } from '@app/kernel';
import { objectsOf, textOf } from '../wire-fields';

/**
 * Mistral's thinking chunk, `{type: "thinking", thinking: [{type: "text", text} | reference…], signature?, closed?}`, put
 * together from the pieces of a stream. Texts that follow each other are joined; everything else is kept as it came.
 */
export class ThinkingChunks {
  private chunk: JsonObject | undefined;
  private items: JsonObject[] = [];

  /** Takes one piece and returns its readable text. */
  read(piece: JsonObject): string {
    let text = '';
    for (const item of objectsOf(piece['thinking'])) {
      text += textOf(item['text']);
      this.add(item);
    }
    this.chunk = { ...this.chunk, ...piece };
    return text;
  }

  /** Gives the chunk away; what follows begins a new one. Undefined when there is none. */
  take(): JsonObject | undefined {
    if (this.chunk === undefined) return undefined;
    const whole = { ...this.chunk, thinking: this.items };
    this.chunk = undefined;
    this.items = [];
    return whole;
  }

  private add(item: JsonObject): void {
    const last = this.items.at(-1);
    if (last?.['type'] === 'text' && item['type'] === 'text')
      last['text'] = textOf(last['text']) + textOf(item['text']);
    else this.items.push({ ...item });
  }
}
