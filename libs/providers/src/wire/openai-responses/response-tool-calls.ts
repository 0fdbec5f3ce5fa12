import type { JsonObject } from '@app/kernel';
import type { StreamPart } from '@app/model';
import { textOf } from '../wire-fields';
import { itemKey, TextProgress } from './text-progress';

/** The function calls of a Responses reply. */
export class ResponseToolCalls {
  private readonly indexes = new Map<string, number>();
  private readonly progress = new TextProgress();

  /** True once a call was seen. */
  get any(): boolean {
    return this.indexes.size > 0;
  }

  /** More of a call's arguments, or all of them again. */
  read(event: JsonObject): StreamPart[] {
    const key = itemKey(event['item_id'], event['output_index']);
    const index = this.indexes.get(key);
    if (index === undefined) return []; // the item itself will bring name and arguments
    const delta = textOf(event['delta']);
    this.progress.add(key, delta);
    const text = delta + this.progress.rest(key, textOf(event['arguments']));
    return text === '' ? [] : [{ type: 'tool-call-delta', index, argumentsText: text }];
  }

  /** The item of a call, at its begin or complete. */
  readItem(item: JsonObject, outputIndex: unknown): StreamPart[] {
    const key = itemKey(item['id'], outputIndex);
    const text = this.progress.rest(key, textOf(item['arguments']));
    const known = this.indexes.get(key);
    if (known !== undefined) return text === '' ? [] : [{ type: 'tool-call-delta', index: known, argumentsText: text }];
    const index = this.indexes.size;
    this.indexes.set(key, index);
    const id = textOf(item['call_id']) || textOf(item['id']) || `call_${index}`;
    return [{ type: 'tool-call-delta', index, id, name: textOf(item['name']), argumentsText: text }];
  }
}
