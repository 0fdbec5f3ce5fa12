import { GrowingText } from '@app/kernel';
import { JsonReply } from './json-reply';
import { matchLabel } from './label-matcher';
import { labelTrie, type LabelNode } from './label-trie';
import { Outline } from './outline';
import type { ParseOptions } from './parse-options';
import type { ParsedReply } from './parsed-reply';
import { readOpening } from './reply-opening';
import { SILENT_SINK } from './reply-sink';
import { settle, typedSteps } from './settle';
import { TextReader } from './text-reader';
import { inkStart } from './white-space';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads the text of one reply, in as many pieces as it comes in, and tells its sink what it reads while it reads. The
 * pieces make no difference: whole or character by character, the same reply gives the same texts. The work is linear in
 * the length of the text. Only ever give it what the assistant wrote: that is how text of users and tools cannot become
 * a step. One instance per reply.
 */
export class ReplyParser {
  private readonly outline: Outline;
  private readonly labels: LabelNode | undefined;
  private reader: TextReader | undefined;
  private json: JsonReply | undefined;
  /** The reply so far, while a fence seems to be around it. */
  private wrapped: GrowingText | undefined;
  /** The beginning, while it is not known what kind of reply it is. */
  private opening = '';
  private untouched = true;
  /** Half a surrogate pair or a carriage return: they count together with what follows. */
  private held = '';

  constructor(options: ParseOptions) {
    this.outline = new Outline(options.mode, options.sink ?? SILENT_SINK, options.loneClosing);
    if (options.mode === 'labels') this.labels = labelTrie(options.locales);
    if (options.mode === 'markers' || options.insideReasoning === true) {
      this.reader = new TextReader(this.outline, this.labels);
    }
    if (options.insideReasoning === true) this.reader?.blocks.openThought();
  }

  /** Number of characters that were taken and not yet handed on, white space left out. */
  get heldBack(): number {
    return this.held.length + this.opening.length + (this.reader?.heldBack ?? 0);
  }

  /** True once nothing more will be read, whatever comes. */
  get closed(): boolean {
    return this.outline.closed;
  }

  /** Notes that the model reasoned outside the text, so that unlabelled text is the answer. */
  noteReasoning(): void {
    this.outline.reasonedOutside = true;
    this.outline.noteReasoning();
  }

  /** Reads more text. */
  push(text: string): void {
    let piece = this.held + text;
    this.held = '';
    if (piece === '') return;
    if (this.untouched) {
      this.untouched = false;
      if (piece.startsWith(BYTE_ORDER_MARK)) piece = piece.slice(1);
    }
    const last = piece.charCodeAt(piece.length - 1);
    const isHalf = (last >= 0xd800 && last <= 0xdbff) || (last === 0x0d && this.labels !== undefined);
    if (isHalf) {
      this.held = piece.slice(-1);
      piece = piece.slice(0, -1);
    }
    this.read(piece, false);
  }

  /** Takes the end of the reply and returns the reading of the whole. Call it once. */
  end(): ParsedReply {
    const rest = this.held;
    this.held = '';
    this.read(rest, true);
    this.finish();
    settle(this.outline);
    const { outline } = this;
    outline.writer.closeStep();
    const answer = outline.writer.answerText;
    return {
      steps: typedSteps(outline),
      finalAnswer: answer === '' ? null : answer,
      complete: answer !== '' && !outline.warnings.includes('unclosed_think'),
      warnings: outline.warnings,
    };
  }

  private read(text: string, atEnd: boolean): void {
    const piece = this.labels !== undefined && text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
    if (this.reader !== undefined) this.readText(this.reader, piece);
    else if (this.json !== undefined) this.readJson(this.json, piece);
    else this.readOpening(piece, atEnd);
  }

  private readText(reader: TextReader, text: string): void {
    this.wrapped?.append(text);
    reader.push(text);
    if (reader.isUnwrapped) this.unwrap();
  }

  /** The fence at the beginning is a part of the reply: reads it from there. */
  private unwrap(): void {
    const taken = this.wrapped?.toString() ?? '';
    this.wrapped = undefined;
    this.readAsText(taken);
  }

  private readJson(json: JsonReply, text: string): void {
    json.push(text);
    if (json.broken) this.readAsText(json.taken);
  }

  private readOpening(text: string, atEnd: boolean): void {
    this.opening += this.opening === '' ? text.slice(inkStart(text)) : text;
    if (this.opening === '') return;
    const opening = readOpening(this.opening, this.labels, atEnd);
    if (opening === 'more') return;
    const taken = this.opening;
    this.opening = '';
    if (opening.wrapper !== undefined) this.outline.warn('wrapped_in_fence');
    if (opening.json) {
      this.json = new JsonReply(this.outline, opening.wrapper?.char);
      this.jsonOpening = taken.slice(0, opening.start);
      this.readJson(this.json, taken.slice(opening.start));
      return;
    }
    this.reader = new TextReader(this.outline, this.labels, opening.wrapper);
    if (opening.wrapper !== undefined) this.wrapped = new GrowingText();
    this.wrapped?.append(taken.slice(0, opening.start));
    this.readText(this.reader, taken.slice(opening.start));
  }

  private jsonOpening = '';

  /** Reads the reply from its beginning as text without a fence around it: what it began like it is not. */
  private readAsText(taken: string): void {
    this.json = undefined;
    this.outline.reset();
    this.reader = new TextReader(this.outline, this.labels);
    this.reader.push(this.jsonOpening + taken);
  }

  private finishJson(json: JsonReply): void {
    if (!json.finish()) this.readAsText(json.taken);
    else if (this.labels !== undefined && beginsTurn(json.behind, this.labels)) this.outline.warn('runaway_turn');
  }

  private finish(): void {
    if (this.json !== undefined) this.finishJson(this.json);
    this.reader?.finish();
    if (this.reader?.isUnwrapped === true) {
      this.unwrap();
      this.reader.finish();
    }
  }
}

/** True for text that goes on with a turn of the user, which the model invents. */
function beginsTurn(text: string, labels: LabelNode): boolean {
  const start = text.search(/[^\s`~]/);
  const match = start < 0 ? null : matchLabel(text, start, labels, true);
  return match !== null && match !== 'more' && (match.label.kind === 'question' || match.label.kind === 'turn');
}
