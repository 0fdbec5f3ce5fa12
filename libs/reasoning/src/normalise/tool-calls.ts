import type { ToolCall, ToolCallDeltaPart } from '@app/model';

/** Puts the pieces of tool calls together, in the order of their indexes. */
export class ToolCalls {
  private readonly calls = new Map<number, ToolCall>();

  get empty(): boolean {
    return this.calls.size === 0;
  }

  /** Adds a piece. A piece without an id or a name keeps those that were given. */
  add(part: ToolCallDeltaPart): void {
    let call = this.calls.get(part.index);
    if (call === undefined) {
      call = { id: '', name: '', arguments: '' };
      this.calls.set(part.index, call);
    }
    if (part.id !== undefined) call.id = part.id;
    if (part.name !== undefined) call.name = part.name;
    call.arguments += part.argumentsText;
  }

  /** The calls so far. One without arguments has those of an empty object, because clients parse them as JSON. */
  list(): ToolCall[] {
    return [...this.calls]
      .sort(([a], [b]) => a - b)
      .map(([, call]) => ({ ...call, arguments: call.arguments.trim() === '' ? '{}' : call.arguments }));
  }
}
