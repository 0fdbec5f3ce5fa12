import type { JsonObject } from '@app/kernel';
import type { StreamPart } from '@app/model';
import { ReasoningChannel } from '../reasoning-channel';
import { objectsOf, textOf } from '../wire-fields';
import { itemKey, textKey, TextProgress } from './text-progress';

/** Whether a text is the reasoning itself, as open-weight servers send it, or the provider's summary of it. */
export type ReasoningTextKind = 'content' | 'summary';

/**
 * The reasoning items of a Responses reply. Every text of an item is a block: each summary part is a paragraph with a
 * heading of its own. The whole item, encrypted content included, goes with its last block; an item without any text is
 * one withheld block.
 */
export class ResponseReasoning {
  private readonly channel = new ReasoningChannel();
  private readonly progress = new TextProgress();
  private openItem: string | undefined;
  private openText: string | undefined;

  /** More of a text (`delta`), or all of it again (`text`). */
  read(event: JsonObject, kind: ReasoningTextKind): StreamPart[] {
    const item = itemKey(event['item_id'], event['output_index']);
    const key = textKey(item, kind, event[`${kind}_index`]);
    const delta = textOf(event['delta']);
    this.progress.add(key, delta);
    return this.grow(item, key, delta + this.progress.rest(key, textOf(event['text'])));
  }

  /** The complete item: what of its texts did not come as events, and the end of its last block. */
  readItem(item: JsonObject, outputIndex: unknown): StreamPart[] {
    const id = itemKey(item['id'], outputIndex);
    const parts: StreamPart[] = [];
    for (const kind of ['content', 'summary'] as const) {
      objectsOf(item[kind]).forEach((text, index) => {
        const key = textKey(id, kind, index);
        parts.push(...this.grow(id, key, this.progress.rest(key, textOf(text['text']))));
      });
    }
    const opaque = { format: 'openai-responses', data: item } as const;
    if (this.openItem === id) parts.push(...this.channel.close({ opaque }));
    else parts.push(...this.channel.open(), ...this.channel.close({ opaque, redacted: true }));
    this.openItem = undefined;
    this.openText = undefined;
    return parts;
  }

  /** Ends the open block, if any. */
  close(): StreamPart[] {
    this.openItem = undefined;
    this.openText = undefined;
    return this.channel.close();
  }

  private grow(item: string, key: string, text: string): StreamPart[] {
    if (text === '') return [];
    const parts: StreamPart[] = [];
    if (this.openText !== key) {
      this.openItem = item;
      this.openText = key;
      for (const part of this.channel.open()) {
        const isSummary = part.type === 'reasoning-start' && key.includes('/summary/');
        parts.push(isSummary ? { ...part, summary: true } : part);
      }
    }
    parts.push(...this.channel.append(text));
    return parts;
  }
}
