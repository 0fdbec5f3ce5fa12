import { GrowingText } from '@app/kernel';
import { JsonEcho } from './json-echo';
import { JsonForm } from './json-form';
import { isStepKey, roleOfKey, roleOfStepKey, type JsonRole } from './json-keys';
import { JsonReader, type JsonHandler } from './json-reader';
import type { Outline, OutlineMark } from './outline';
import type { Segment } from './segment';
import { confidenceOfNumber, statedConfidence } from './stated-confidence';
import { inkStart } from './white-space';

/** An open object or array of the reply. */
interface Frame {
  type: 'object' | 'array';
  /** What the values in it are, where no key says more. */
  role: JsonRole | 'root';
  /** The step that the texts of a step object make up. */
  step: Segment | undefined;
}

const BETWEEN_TEXTS = '\n';

/**
 * Reads a reply that is one JSON object, such as `{"thoughts":["…"],"final_answer":"…"}`. Texts stream while their strings
 * grow. A reply that is cut off keeps what was complete. Of a foreign object, see {@link JsonForm}, all is the answer,
 * verbatim.
 */
export class JsonReply implements JsonHandler {
  private reader = new JsonReader(this);
  private readonly form = new JsonForm();
  private readonly frames: Frame[] = [];
  private keyRole: JsonRole = 'none';
  /** What is no string under the present key numbers a step. */
  private isStepNumber = false;
  /** Where the stretch stood before the string that is being read. */
  private unfinished: OutlineMark | undefined;
  private echo: JsonEcho | undefined;
  private confidenceText: string | undefined;
  private readonly raw = new GrowingText();
  private known = false;
  /** Length of the object, once it is whole. */
  private wholeAt: number | undefined;
  /** The object is copied into the answer. */
  private foreign = false;
  /** Characters of `raw` that are in the answer, or stand behind it. Counts for a foreign object. */
  private written = 0;

  /** `fence`: the character of the fence around the reply. */
  constructor(
    private readonly outline: Outline,
    private readonly fence?: string,
  ) {}

  /** The text taken so far, for a reply that turns out to be something else. */
  get taken(): string {
    return this.raw.toString();
  }

  /** What stands behind the object. */
  get behind(): string {
    return this.wholeAt === undefined ? '' : this.raw.from(this.wholeAt);
  }

  /** True once the text cannot be a reply of this kind. */
  get broken(): boolean {
    return this.reader.state === 'broken' || (this.reader.state === 'whole' && !this.known);
  }

  /** Reads more text. What follows the object is ignored, yet behind a foreign one it makes the whole a text. */
  push(text: string): void {
    const before = this.raw.length;
    this.raw.append(text);
    const end = before + this.reader.push(text);
    if (this.reader.state === 'broken') return;
    if (this.reader.state === 'whole') this.wholeAt ??= end;
    if (this.foreign && this.form.isOurs) this.becomeOurs();
    else if (this.reader.state === 'whole' && this.form.isForeign) this.becomeForeign();
    if (!this.foreign) return;
    this.outline.append(this.raw.from(this.written).slice(0, end - this.written));
    this.written = this.raw.length;
    if (!this.isClosing(text.slice(end - before))) this.reader.state = 'broken';
  }

  /** Takes the end of the reply. False when it was no reply of this kind. */
  finish(): boolean {
    // Cut behind a key of reasoning, before its value.
    const isCutOff = this.reader.state === 'open' && this.form.reasons && !this.form.isForeign;
    if (this.broken || !(this.known || isCutOff)) return false;
    if (this.reader.state === 'open' && !this.outline.closed) {
      this.outline.warn('truncated_json');
      if (!this.foreign) this.dropUnfinished();
    }
    return true;
  }

  open(type: 'object' | 'array'): void {
    if (this.echo !== undefined) {
      this.outline.append(this.echo.open(type));
      return;
    }
    const role = this.frames.length === 0 ? 'root' : this.valueRole();
    if (role === 'final' || role === 'input') {
      this.beginSegment(role);
      this.echo = new JsonEcho();
      this.outline.append(this.echo.open(type));
      return;
    }
    this.frames.push({ type, role: role === 'text' ? 'thought' : role, step: undefined });
  }

  close(): void {
    if (this.echo === undefined) {
      this.frames.pop();
      return;
    }
    this.outline.append(this.echo.close());
    if (!this.echo.whole) return;
    this.echo = undefined;
    this.unfinished = undefined;
  }

  key(name: string): void {
    if (this.echo !== undefined) {
      this.outline.append(this.echo.key(name));
      return;
    }
    this.keyRole = this.roleOf(name);
    this.isStepNumber = isStepKey(name);
    if (this.frames.at(-1)?.role !== 'root') return;
    this.form.note(name);
    // Behind reasoning the answer is still to be expected.
    if (this.form.isForeign && !this.form.reasons) this.becomeForeign();
  }

  stringStart(): void {
    if (this.echo !== undefined) this.outline.append(this.echo.stringStart());
    else if (this.valueRole() === 'confidence') this.confidenceText = '';
    else this.beginSegment(this.valueRole());
  }

  stringText(text: string): void {
    if (this.echo !== undefined) this.outline.append(this.echo.stringText(text));
    else if (this.confidenceText !== undefined) this.confidenceText += text.slice(0, 32);
    else if (this.unfinished !== undefined) this.outline.append(text);
  }

  stringEnd(): void {
    if (this.echo !== undefined) {
      this.outline.append('"');
      return;
    }
    this.unfinished = undefined;
    if (this.confidenceText === undefined) return;
    this.setConfidence(statedConfidence(this.confidenceText) ?? undefined);
    this.confidenceText = undefined;
  }

  literal(text: string): void {
    if (this.echo !== undefined) {
      this.outline.append(this.echo.literal(text));
      return;
    }
    const role = this.valueRole();
    if (text === 'null' || (this.isStepNumber && role === 'text')) return;
    if (role === 'confidence') this.setConfidence(confidenceOfNumber(Number(text)));
    else if (this.beginSegment(role)) this.outline.append(text);
    this.unfinished = undefined;
  }

  /** From here on the object is copied, its beginning included. */
  private becomeForeign(): void {
    const { outline } = this;
    if (this.foreign || outline.closed) return;
    this.foreign = true;
    this.known = true;
    this.reader.handler = this.form;
    this.forget();
    outline.warn('implicit_final');
    outline.begin('final');
  }

  /** The object turned out to be reasoning: reads it from its beginning. Happens once, for the form stays ours. */
  private becomeOurs(): void {
    this.foreign = false;
    this.known = false;
    this.reader = new JsonReader(this);
    this.frames.length = 0;
    this.forget();
    this.reader.push(this.raw.toString());
  }

  private forget(): void {
    this.outline.reset();
    if (this.fence !== undefined) this.outline.warn('wrapped_in_fence');
  }

  /** True for what may stand behind a foreign object: white space and the end of the fence around it. */
  private isClosing(text: string): boolean {
    const { fence } = this;
    const rest = fence === undefined ? text : text.replaceAll(fence, '');
    return inkStart(rest) === rest.length;
  }

  private roleOf(key: string): JsonRole {
    const frame = this.frames.at(-1);
    if (frame?.role === 'root') return roleOfKey(key);
    if (frame?.role === 'action' && key === 'name') return 'action';
    return frame === undefined || frame.role === 'none' ? 'none' : roleOfStepKey(key);
  }

  private valueRole(): JsonRole {
    const frame = this.frames.at(-1);
    if (frame === undefined) return 'none';
    if (frame.type === 'array') return frame.role === 'root' ? 'none' : frame.role;
    return this.keyRole;
  }

  /** Opens the stretch that a value belongs to. False when it belongs to none. */
  private beginSegment(role: JsonRole): boolean {
    const { outline } = this;
    if (role === 'none' || role === 'confidence') return false;
    outline.noteStructure();
    this.known = true;
    const frame = this.frames.at(-1);
    if (role === 'text' && frame?.step !== undefined && frame.step === outline.current) {
      this.unfinished = { segment: frame.step, length: frame.step.text.length };
      outline.append(BETWEEN_TEXTS);
      return true;
    }
    const segment = outline.begin(role === 'text' ? 'thought' : role);
    if (frame !== undefined && role === 'text') frame.step = segment;
    this.unfinished = { segment, length: 0 };
    return true;
  }

  private setConfidence(confidence: number | undefined): void {
    const frame = this.frames.at(-1);
    if (frame?.role !== 'root' && frame?.step !== undefined) frame.step.confidence = confidence;
  }

  private dropUnfinished(): void {
    if (this.unfinished === undefined) return;
    const { segment, length } = this.unfinished;
    if (length === 0) this.outline.discard(segment);
    else this.outline.rewind(this.unfinished);
  }
}
