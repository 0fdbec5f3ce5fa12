import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { OpaqueReasoning, ToolCall } from '@app/model';
import type { ParsedStep } from '@app/reasoning';
import type { ExpectedStep } from './conformance-case';

/** Fields of a provider's block that hold text which the step shows anyway, or that say nothing about it. */
const SHOWN_FIELDS = new Set([
  'type',
  'text',
  'thinking',
  'thought',
  'summary',
  'content',
  'reasoning',
  'reasoning_content',
  'status',
  'closed',
  'index',
  'format',
]);

/** A parsed step as cases write it: without the confidence, which they do not state. */
export function projectStep({ type, text, tool, input, fabricated }: ParsedStep): ExpectedStep {
  const step: ExpectedStep = { type, text };
  if (tool !== undefined) step['tool'] = tool;
  if (input !== undefined) step['input'] = input;
  if (fabricated !== undefined) step['fabricated'] = fabricated;
  return step;
}

/** What must go back to the provider, as cases write it: the fields that are neither text nor kind. Absent when none is. */
export function projectOpaque({ data }: OpaqueReasoning): JsonObject | undefined {
  const entries = Object.entries(data).filter(([key]) => !SHOWN_FIELDS.has(key));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A native call of a tool as cases write it. */
export function projectToolCall({ name, arguments: text }: ToolCall): ExpectedStep {
  const input = parseObject(text);
  return { type: 'action', text, tool: name, ...(input === undefined ? {} : { input }) };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // a reply may be cut inside a call: then it has no input yet
  }
}
