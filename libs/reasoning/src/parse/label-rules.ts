import { holdsFallbackAnswer } from '@app/answers';
import type { LabelMatch } from './label-match';
import type { Outline } from './outline';
import type { Segment } from './segment';
import { visibleText } from './visible-text';

/** Stretches of one step at most: thought, action, input, and what was read of an action that is none. */
const STRETCHES_OF_STEP = 5;

/** What labels do to the reading of a reply. */
export class LabelRules {
  private readonly outline: Outline;
  private actionDeclined = false;
  /** True when the model states the confidence of a step before the step. */
  private confidenceLeads = false;
  /** Stated, for the step that comes. */
  private nextConfidence: number | undefined;
  /** Up to where the reply was searched for an answer that is not labelled. */
  private searchedSegment = -1;
  private searchedLength = 0;

  constructor(outline: Outline) {
    this.outline = outline;
  }

  /** Does what a label says. False when here it is only text. `raw` is the label as it stands in the reply. */
  apply(match: LabelMatch, raw: string): boolean {
    const { outline } = this;
    const { label } = match;
    if (outline.current.kind === 'final' && !label.endsFinal) return false;
    switch (label.kind) {
      case 'question':
      case 'turn':
        return this.applyTurn(label.kind, raw);
      case 'confidence':
        if (match.confidence !== undefined) this.applyConfidence(match.confidence);
        return true;
      case 'final':
        this.applyFinal(label.weak);
        return true;
      case 'action':
        this.applyAction(match.nullAction === true);
        return true;
      default:
        this.applyStep(label.kind);
        return true;
    }
  }

  private applyStep(kind: 'thought' | 'reflection' | 'observation' | 'input'): void {
    const { outline } = this;
    outline.noteStructure();
    const declined = this.actionDeclined;
    this.actionDeclined = false;
    const isWork = kind === 'input' || kind === 'observation';
    if (isWork && (declined || outline.final !== undefined)) {
      outline.begin('dropped');
      return;
    }
    this.beginStep(kind);
  }

  private applyFinal(weak: boolean): void {
    const { outline } = this;
    const isWork = outline.current.kind === 'action' || outline.current.kind === 'input';
    outline.noteStructure();
    // `Result:` behind an action is what came of the action.
    if (weak && isWork) outline.begin('observation');
    else outline.begin('final', { weak });
  }

  private applyAction(declined: boolean): void {
    const { outline } = this;
    outline.noteStructure();
    this.actionDeclined = declined;
    if (declined) {
      outline.warn('null_action');
      outline.begin('text');
    } else if (outline.final !== undefined) {
      outline.warn('action_after_final');
      outline.begin('dropped');
    } else this.beginStep('action');
  }

  private beginStep(kind: 'thought' | 'reflection' | 'observation' | 'input' | 'action'): void {
    this.outline.begin(kind).confidence = this.nextConfidence;
    this.nextConfidence = undefined;
  }

  /** A confidence belongs to the step before it, unless the first one comes before any step: then to the step behind it. */
  private applyConfidence(confidence: number): void {
    this.confidenceLeads ||= this.isBeforeAll();
    const step = this.confidenceLeads ? undefined : this.stepSoFar();
    if (step !== undefined) step.confidence = confidence;
    else if (this.confidenceLeads) this.nextConfidence = confidence;
  }

  private isBeforeAll(): boolean {
    const { current } = this.outline;
    return current.index === 0 && current.kind === 'text' && !current.ink;
  }

  /** The stretch that a confidence here is about: an action that is none or left empty is looked past. */
  private stepSoFar(): Segment | undefined {
    const { current, segments } = this.outline;
    if (current.role === 'answer') return undefined;
    const isLabelled = current.kind !== 'text' && current.kind !== 'action' && current.kind !== 'input';
    if (current.role === 'step' && (current.ink || isLabelled)) return current;
    const last = segments.slice(-STRETCHES_OF_STEP).findLast(({ ink, kind }) => ink && kind !== 'dropped');
    return last?.role === 'step' && !last.block ? last : undefined;
  }

  /** A turn of the user that the model invents: behind an answer it ends the reply. */
  private applyTurn(kind: 'question' | 'turn', raw: string): boolean {
    const { outline } = this;
    if (outline.final !== undefined || this.answered(kind)) {
      outline.warn('runaway_turn');
      outline.closed = true;
      return true;
    }
    const untouched = !outline.structured && !outline.reasoned && outline.segments.every((segment) => !segment.ink);
    if (kind === 'turn' || !untouched) return false;
    // The model repeats the question before it answers: not a thought of its own.
    outline.begin('question');
    outline.append(raw);
    return true;
  }

  /** True when the text so far holds an answer without a label. */
  private answered(kind: 'question' | 'turn'): boolean {
    const { current, reasoned, structured } = this.outline;
    if (current.kind !== 'text' && current.kind !== 'thought') return false;
    if (current.block || !current.ink) return false;
    if (current.role === 'answer') return true;
    if (kind === 'turn' && !structured && !reasoned) return true;
    if (this.searchedSegment !== current.index) this.searchedLength = 0;
    const fresh = current.text.from(this.searchedLength);
    this.searchedSegment = current.index;
    this.searchedLength = current.text.length;
    return holdsFallbackAnswer(visibleText(fresh));
  }
}
