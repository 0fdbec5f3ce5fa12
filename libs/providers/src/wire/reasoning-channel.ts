import { GrowingText } from '@app/kernel';
import type { OpaqueReasoning, ReasoningEndPart, StreamPart } from '@app/model';

/** How a reasoning block ends. */
export interface ReasoningClose {
  opaque?: OpaqueReasoning;
  /** True when the provider withheld the text. */
  redacted?: boolean;
}

/** Writes the reasoning blocks of one reply as parts: numbers them, keeps one open at a time, remembers its text. */
export class ReasoningChannel {
  private blocks = 0;
  private openId: string | undefined;
  private readonly openText = new GrowingText();

  get isOpen(): boolean {
    return this.openId !== undefined;
  }

  /** Text of the open block so far. */
  get text(): string {
    return this.openText.toString();
  }

  /** Begins a block; one that is still open ends first. */
  open(): StreamPart[] {
    const parts = this.close();
    const id = `r${this.blocks++}`;
    this.openId = id;
    this.openText.setTo('');
    return [...parts, { type: 'reasoning-start', id }];
  }

  /** More text; opens a block when none is open. Empty text is nothing, as providers send empty deltas. */
  append(text: string): StreamPart[] {
    if (text === '') return [];
    const parts = this.openId === undefined ? this.open() : [];
    this.openText.append(text);
    return [...parts, { type: 'reasoning-delta', id: this.openId ?? '', text }];
  }

  /** Ends the open block; nothing when none is open. */
  close(how: ReasoningClose = {}): StreamPart[] {
    if (this.openId === undefined) return [];
    const end: ReasoningEndPart = { type: 'reasoning-end', id: this.openId };
    if (how.redacted === true) end.redacted = true;
    if (how.opaque !== undefined) end.opaque = how.opaque;
    this.openId = undefined;
    return [end];
  }
}
