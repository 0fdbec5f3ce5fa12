import { actionStep, isFinishTool } from './action-step';
import { findAnswerSentence, findBoxed, findHashes, type FinalSearch, type FoundFinal } from '@app/answers';
import type { Outline } from './outline';
import type { ParsedStep } from './parsed-reply';
import { textOf, type Segment } from './segment';
import { visibleText } from './visible-text';

/**
 * Decides, at the end of a reply in which nothing was labelled as the final answer, what the answer is. In order: a tool
 * named `Finish`, a `####` line, a boxed formula, a sentence that gives the answer, the text behind the reasoning, and
 * for a reply without any structure the whole of it.
 */
export function settle(outline: Outline): void {
  const unclosed = outline.warnings.includes('unclosed_think');
  if (outline.mode === 'labels') settleLabels(outline, unclosed);
  const inked = outline.segments.filter((segment) => segment.ink);
  const isBlank = inked.length === 0 && !outline.reasoned && !outline.segments.some(({ kind }) => kind === 'final');
  if (isBlank && !isCut(outline) && !outline.warnings.includes('null_action')) outline.warn('empty');
  else if (!hasAnswer(outline) && !unclosed && !endsInAction(inked)) warnMissing(outline);
}

function settleLabels(outline: Outline, unclosed: boolean): void {
  if (outline.final !== undefined || isCut(outline)) return;
  if (unclosed) outline.answerBecomesThought();
  else if (!outline.segments.some((segment) => segment.kind === 'final') && !settleFinish(outline)) {
    if (!settleFallback(outline)) settleWhole(outline);
  }
}

/** True when reading stopped inside the reasoning: what is missing is missing. */
function isCut({ warnings }: Outline): boolean {
  return warnings.includes('truncated_json') || warnings.includes('step_limit_reached');
}

function hasAnswer(outline: Outline): boolean {
  return outline.segments.some((segment) => segment.role === 'answer' && segment.ink);
}

function endsInAction(inked: readonly Segment[]): boolean {
  const last = inked.filter((segment) => segment.role === 'step').at(-1);
  return last?.kind === 'action' || last?.kind === 'input';
}

function warnMissing(outline: Outline): void {
  if (isCut(outline)) return;
  const isAnnounced = outline.announced || outline.segments.some((segment) => segment.kind === 'final');
  outline.warn(isAnnounced ? 'empty_final' : 'missing_final');
}

/** `Action: Finish[12]` and the like. */
function settleFinish(outline: Outline): boolean {
  const steps = outline.segments.filter((segment) => segment.role === 'step' && segment.ink);
  const last = steps.at(-1);
  const head = last?.kind === 'input' ? steps.at(-2) : last;
  if (last === undefined || head?.kind !== 'action') return false;
  const { tool, text } = actionStep(textOf(head), last === head ? undefined : textOf(last));
  if (tool === undefined || !isFinishTool(tool) || text === '') return false;
  head.role = 'none';
  last.role = 'none';
  outline.rewrite(head.index, false);
  outline.insert('final', text);
  return true;
}

/** Looks for an answer in the text that stands in the open: not in reasoning blocks, actions or observations. */
function settleFallback(outline: Outline): boolean {
  const open = outline.segments.filter(isOpen).map((segment) => {
    const text = segment.text.toString();
    return { segment, text, visible: visibleText(text) };
  });
  for (const find of [findHashes, findBoxed, findAnswerSentence]) {
    const searches = open.map(({ segment, text, visible }) => ({ segment, search: find(text, visible) }));
    const found = searches.filter(({ search }) => search.count > 0).at(-1);
    if (found?.search.last === undefined) continue;
    if (find !== findHashes) outline.warn('implicit_final');
    if (total(searches) > 1) outline.warn('multiple_final');
    split(outline, found.segment, found.search.last);
    return true;
  }
  return false;
}

function isOpen({ ink, block, concluded, kind }: Segment): boolean {
  return ink && !block && !concluded && (kind === 'text' || kind === 'thought');
}

function total(searches: readonly { search: FinalSearch }[]): number {
  return searches.reduce((sum, { search }) => sum + search.count, 0);
}

/** Turns a stretch into the thought before the answer, the answer, and the thought behind it. */
function split(outline: Outline, segment: Segment, found: FoundFinal): void {
  outline.noteStructure();
  segment.text.setTo(found.before);
  segment.ink = found.before.trim() !== '';
  outline.rewrite(segment.index, true);
  outline.insert('final', found.answer);
  if (found.after !== '') outline.insert('text', found.after);
}

/** A reply without labels, blocks and steps is all answer. */
function settleWhole(outline: Outline): void {
  if (outline.structured || outline.reasoned) return;
  const open = outline.segments.filter((segment) => segment.ink);
  if (open.length === 0 || open.some(({ kind }) => kind !== 'text' && kind !== 'question')) return;
  for (const segment of open) segment.role = 'answer';
  outline.rewrite(0, true);
  outline.warn('implicit_final');
}

/** The typed steps of the reading. */
export function typedSteps(outline: Outline): ParsedStep[] {
  const steps: ParsedStep[] = [];
  let action: Segment | undefined;
  for (const segment of outline.segments) {
    if (segment.role !== 'step' || !segment.ink) continue;
    if (segment.kind === 'input' && action !== undefined) {
      const confidence = statedOf(segment.confidence === undefined ? action : segment);
      steps[steps.length - 1] = { ...actionStep(textOf(action), textOf(segment)), ...confidence };
      action = undefined;
      continue;
    }
    action = segment.kind === 'action' ? segment : undefined;
    steps.push(typedStep(segment));
  }
  return steps;
}

function typedStep(segment: Segment): ParsedStep {
  const text = textOf(segment);
  const confidence = statedOf(segment);
  if (segment.kind === 'action') return { ...actionStep(text, undefined), ...confidence };
  if (segment.kind === 'input') return { ...actionStep('', text), ...confidence };
  if (segment.kind === 'observation') return { type: 'observation', text, fabricated: true, ...confidence };
  return { type: segment.kind === 'reflection' ? 'reflection' : 'thought', text, ...confidence };
}

function statedOf({ confidence }: Segment): { confidence?: number } {
  return confidence === undefined ? {} : { confidence };
}
