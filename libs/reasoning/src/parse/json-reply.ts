import { JsonEcho } from './json-echo';
import { roleOfKey, roleOfStepKey, type JsonRole } from './json-keys';
import { JsonReader, type JsonHandler } from './json-reader';
import type { Outline } from './outline';
import type { Segment } from './segment';
import { confidenceOfNumber, statedConfidence } from './stated-confidence';

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
 * grow. A reply that is cut off keeps what was complete.
 */
export class JsonReply implements JsonHandler {
  private readonly reader = new JsonReader(this);
  private readonly frames: Frame[] = [];
  private keyRole: JsonRole = 'none';
  /** Where the stretch stood before the string that is being read. */
  private unfinished: { segment: Segment; parts: number } | undefined;
  private echo: JsonEcho | undefined;
  private confidenceText: string | undefined;
  private raw = '';
  private known = false;

  constructor(private readonly outline: Outline) {}

  /** The text taken so far, for a reply that turns out to be something else. */
  get taken(): string {
    return this.raw;
  }

  /** True once the text cannot be a reply of this kind. */
  get broken(): boolean {
    return this.reader.state === 'broken' || (this.reader.state === 'whole' && !this.known);
  }

  /** Reads more text. What follows the object is ignored. */
  push(text: string): void {
    this.raw += text;
    this.reader.push(text);
  }

  /** Takes the end of the reply. False when it was no reply of this kind. */
  finish(): boolean {
    if (this.broken || !this.known) return false;
    if (this.reader.state === 'open' && !this.outline.closed) this.dropUnfinished();
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
    if (this.echo !== undefined) this.outline.append(this.echo.key(name));
    else this.keyRole = this.roleOf(name);
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
    if (text === 'null') return;
    if (role === 'confidence') this.setConfidence(confidenceOfNumber(Number(text)));
    else if (this.beginSegment(role)) this.outline.append(text);
    this.unfinished = undefined;
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
      this.unfinished = { segment: frame.step, parts: frame.step.parts.length };
      outline.append(BETWEEN_TEXTS);
      return true;
    }
    const segment = outline.begin(role === 'text' ? 'thought' : role);
    if (frame !== undefined && role === 'text') frame.step = segment;
    this.unfinished = { segment, parts: 0 };
    return true;
  }

  private setConfidence(confidence: number | undefined): void {
    const frame = this.frames.at(-1);
    if (frame?.role !== 'root' && frame?.step !== undefined) frame.step.confidence = confidence;
  }

  private dropUnfinished(): void {
    this.outline.warn('truncated_json');
    if (this.unfinished === undefined) return;
    const { segment, parts } = this.unfinished;
    if (parts === 0) this.outline.discard(segment);
    else this.outline.rewind(this.unfinished);
  }
}
