import type { JsonObject } from '@app/kernel';
import type { ToolCallDeltaPart } from '@app/model';
import { countOf, objectOf, textOf } from '../wire-fields';

interface OpenCall {
  index: number;
  id: string | undefined;
  name: string | undefined;
  /** Arguments that came before the name. */
  held: string;
  begun: boolean;
}

/**
 * Puts the tool calls of a reply together, whether they come in pieces or whole. Servers differ: some leave `index` out,
 * some give every call the index 0, some repeat the id with each piece, some send the arguments as an object, some name
 * no id at all.
 */
export class ChatToolCalls {
  private readonly byWireIndex = new Map<number, OpenCall>();
  private last: OpenCall | undefined;
  private count = 0;

  /** True once a call was seen. */
  get any(): boolean {
    return this.count > 0;
  }

  /** The part that this piece makes, or undefined while the call has no name yet. */
  read(piece: JsonObject): ToolCallDeltaPart | undefined {
    const called = objectOf(piece['function']);
    const id = textOf(piece['id']) || undefined;
    const name = textOf(called['name']) || undefined;
    const call = this.callOf(countOf(piece['index']), id, name);
    call.id ??= id;
    call.name ??= name;
    const text = argumentsText(called['arguments']);
    if (call.begun) return { type: 'tool-call-delta', index: call.index, argumentsText: text };
    call.held += text;
    if (call.name === undefined) return undefined;
    call.begun = true;
    const argumentsSoFar = call.held;
    call.held = '';
    const callId = call.id ?? `call_${call.index}`;
    return { type: 'tool-call-delta', index: call.index, id: callId, name: call.name, argumentsText: argumentsSoFar };
  }

  private callOf(wireIndex: number | undefined, id: string | undefined, name: string | undefined): OpenCall {
    const known = wireIndex === undefined ? this.last : this.byWireIndex.get(wireIndex);
    if (known !== undefined && !beginsAnother(known, wireIndex, id, name)) return known;
    const call: OpenCall = { index: this.count++, id, name, held: '', begun: false };
    if (wireIndex !== undefined) this.byWireIndex.set(wireIndex, call);
    this.last = call;
    return call;
  }
}

function beginsAnother(
  known: OpenCall,
  wireIndex: number | undefined,
  id: string | undefined,
  name: string | undefined,
): boolean {
  if (name === undefined || known.name === undefined) return false;
  const otherId = id !== undefined && known.id !== undefined && id !== known.id;
  // Without any index, a piece that has a name and no id is a whole call of its own.
  return otherId || (wireIndex === undefined && id === undefined);
}

function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
