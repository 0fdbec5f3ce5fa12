import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { ParsedStep } from './parsed-reply';

const LONGEST_TOOL = 64;
const TOOL_KEYS = ['action', 'tool', 'tool_name', 'name', 'function'];
const INPUT_KEYS = ['action_input', 'tool_input', 'input', 'arguments', 'args', 'parameters'];

/**
 * The typed step of an action. Understood are a tool's name alone or with a separate input, `Search[Oslo]`, `search("Oslo")`
 * and a JSON object that names tool and input. Anything else is an action in words.
 */
export function actionStep(head: string, input: string | undefined): ParsedStep {
  if (input !== undefined) return withInput({ type: 'action', text: input, ...toolOf(bareName(head)) });
  const blob = parseJson(unfenced(head));
  if (isJsonObject(blob)) return fromObject(blob, head);
  const call = readCall(head);
  if (call !== undefined) return withInput({ type: 'action', text: call.input, tool: call.tool });
  const name = bareName(head);
  return isName(name) ? { type: 'action', text: '', tool: name } : { type: 'action', text: head };
}

/** True for the tools by which a model says that it is done; their input is the final answer. */
export function isFinishTool(tool: string): boolean {
  return /^(finish|final[ _-]?answer)$/i.test(tool);
}

function fromObject(blob: JsonObject, head: string): ParsedStep {
  const tool = firstOf(blob, TOOL_KEYS);
  const input = firstOf(blob, INPUT_KEYS);
  if (typeof tool !== 'string') return { type: 'action', text: head, input: blob };
  if (input === undefined) return { type: 'action', text: '', tool };
  if (typeof input === 'string') return withInput({ type: 'action', text: input, tool });
  const text = JSON.stringify(input);
  return typeof input === 'object' && input !== null
    ? { type: 'action', text, tool, input }
    : { type: 'action', text, tool };
}

function firstOf(blob: JsonObject, keys: readonly string[]): JsonValue | undefined {
  const key = keys.find((name) => Object.hasOwn(blob, name));
  return key === undefined ? undefined : blob[key];
}

function withInput(step: ParsedStep): ParsedStep {
  const value = parseJson(unfenced(step.text));
  return typeof value === 'object' && value !== null ? { ...step, input: value } : step;
}

function toolOf(name: string): { tool?: string } {
  return name === '' ? {} : { tool: name };
}

function readCall(text: string): { tool: string; input: string } | undefined {
  const open = text.search(/[[(]/);
  if (open <= 0 || open > LONGEST_TOOL) return undefined;
  const tool = text.slice(0, open).trim();
  const closer = text.charAt(open) === '[' ? ']' : ')';
  const body = text.endsWith('.') ? text.slice(0, -1) : text;
  if (!isName(tool) || !body.endsWith(closer)) return undefined;
  return { tool, input: unquoted(body.slice(open + 1, -1).trim()) };
}

function isName(text: string): boolean {
  return text.length <= LONGEST_TOOL && /^[\p{L}_][\p{L}\p{N}_.:-]*$/u.test(text);
}

/** A name without Markdown around it. Underscores may be its own, so of them only one on each side is emphasis. */
function bareName(text: string): string {
  const bare = text.replace(/^[*`[]+|[*`\].]+$/g, '').trim();
  return unquoted(/^_[^_](.*[^_])?_$/s.test(bare) ? bare.slice(1, -1) : bare);
}

function unquoted(text: string): string {
  const first = text.charAt(0);
  const isQuoted = text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted && !text.slice(1, -1).includes(first) ? text.slice(1, -1) : text;
}

/** The inside of a fence, when the whole text is one. */
function unfenced(text: string): string {
  if (!text.startsWith('```') || !text.endsWith('```') || text.length < 7) return text;
  const lineEnd = text.indexOf('\n');
  return lineEnd < 0 ? text.slice(3, -3).trim() : text.slice(lineEnd + 1, -3).trim();
}

function parseJson(text: string): JsonValue | undefined {
  const first = text.charAt(0);
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // the model wrote something that only looks like JSON: it stays text
  }
}
