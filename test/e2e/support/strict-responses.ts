import { randomBytes } from 'node:crypto';
import { halves, oddText, StrictProvider, type GivenReply, type Turn } from './strict-provider';

type Item = Record<string, unknown> & { type: string };

/**
 * Encrypted reasoning items of the Responses API with nothing stored: what an item led to must come right after the finished item,
 * an item that led to nothing or without encrypted content must not come at all, and none may be changed.
 */
export class StrictResponses extends StrictProvider {
  protected judge(items: Turn[]): string | undefined {
    for (const [at, turn] of assistantTurns(items).entries()) {
      const reasoning = turn.filter(({ type }) => type === 'reasoning');
      const outcome = turn.filter(({ type }) => type !== 'reasoning');
      if (outcome.length === 0) return `turn ${at}: reasoning without its required following item`;
      if (turn.findLastIndex(({ type }) => type === 'reasoning') >= reasoning.length) return `turn ${at}: out of order`;
      const ids = outcome.filter(({ type }) => type === 'function_call').map((item) => String(item['call_id']));
      const text = outcome.filter(({ type }) => type !== 'function_call').map((item) => String(item['content']));
      const reply = this.find(text.join(''), ids);
      if (reply === undefined) return `turn ${at}: never said`;
      const wanted = (reply.reasoning as Item[]).filter((item) => 'encrypted_content' in item);
      if (JSON.stringify(reasoning) !== JSON.stringify(wanted))
        return `turn ${at}: its reasoning item is missing or changed`;
      this.returned += wanted.length;
    }
    return undefined;
  }

  protected newCallId(): string {
    return `call_${randomBytes(9).toString('hex')}`;
  }

  protected reasoning(): Item[] {
    const encrypted = this.chance.is(0.9) ? { encrypted_content: randomBytes(60).toString('base64') } : {};
    const text = { type: 'summary_text', text: oddText(this.chance) };
    const summary = this.chance.is(0.7) ? [text] : [];
    return [{ id: `rs_${randomBytes(8).toString('hex')}`, type: 'reasoning', summary, ...encrypted }];
  }

  protected body(reply: GivenReply): object {
    return response(itemsOf(reply));
  }

  protected events(reply: GivenReply): unknown[] {
    const items = itemsOf(reply);
    const end = { type: 'response.completed', response: response(items) };
    return [...items.flatMap((item, index) => eventsOf(item, index)), end];
  }
}

/** What the assistant said and did in a row, turn by turn. */
function assistantTurns(items: readonly Turn[]): Item[][] {
  const turns: Item[][] = [];
  let open: Item[] | undefined;
  for (const item of items) {
    const isOurs = item['role'] === 'assistant' || item['type'] === 'reasoning' || item['type'] === 'function_call';
    if (!isOurs) open = undefined;
    else if (open === undefined) turns.push((open = [item as Item]));
    else open.push(item as Item);
  }
  return turns;
}

function response(output: Item[]): object {
  const usage = { input_tokens: 10, output_tokens: 10, output_tokens_details: { reasoning_tokens: 5 } };
  return { id: 'resp_1', object: 'response', status: 'completed', error: null, output, usage };
}

function itemsOf({ reasoning, text, calls }: GivenReply): Item[] {
  const content = [{ type: 'output_text', text }];
  return [
    ...(reasoning as Item[]),
    ...(text === '' ? [] : [{ id: 'msg_1', type: 'message', role: 'assistant', content }]),
    ...calls.map(({ id, name, arguments: args }) => ({
      id: `fc_${id}`,
      type: 'function_call',
      call_id: id,
      name,
      arguments: args,
    })),
  ];
}

/** An item as a stream has it. What is said of a reasoning item when it begins is not what must come back. */
function eventsOf(item: Item, index: number): unknown[] {
  const place = { item_id: item['id'], output_index: index };
  const added = (begun: object) => ({ type: 'response.output_item.added', output_index: index, item: begun });
  const done = { type: 'response.output_item.done', output_index: index, item };
  if (item.type === 'reasoning') {
    const [summary] = item['summary'] as { text: string }[];
    const deltas = halves(summary?.text ?? '').map((delta) => ({
      type: 'response.reasoning_summary_text.delta',
      ...place,
      summary_index: 0,
      delta,
    }));
    return [added({ ...item, summary: [], encrypted_content: 'not yet' }), ...deltas, done];
  }
  if (item.type === 'function_call') {
    const deltas = halves(String(item['arguments'])).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...place,
      delta,
    }));
    return [added({ ...item, arguments: '' }), ...deltas, done];
  }
  const [content] = item['content'] as { text: string }[];
  const deltas = halves(content?.text ?? '').map((delta) => ({
    type: 'response.output_text.delta',
    ...place,
    content_index: 0,
    delta,
  }));
  return [added({ ...item, content: [] }), ...deltas, done];
}
