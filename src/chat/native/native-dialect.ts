import type { ChatResponse, ErrorBody } from '@app/contracts';
import type { SseFrame } from '../../http/sse/sse-frame';
import type { TurnEvent, TurnFinish } from '@app/turn';
import type { TurnDialect } from '../turn-dialect';

/** The native stream: an event's type is the SSE event name, the rest its data; ids count from 1. */
export class NativeDialect implements TurnDialect {
  readonly name = 'native';
  readonly paramNames = { effort: 'reasoning.effort' };
  private lastId = 0;

  frames(event: TurnEvent): SseFrame[] {
    const { type, ...rest } = event;
    return [this.frame(type, event.type === 'finish' ? event.response : rest)];
  }

  errorFrames({ error }: ErrorBody): SseFrame[] {
    return [this.frame('error', { error })];
  }

  body({ response }: TurnFinish): ChatResponse {
    return response;
  }

  private frame(event: string, data: object): SseFrame {
    this.lastId += 1;
    return { id: String(this.lastId), event, data: JSON.stringify(data) };
  }
}
