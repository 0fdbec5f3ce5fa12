import type { ModelMessage } from '@app/model';

/** The conversation with an instruction behind the system prompt it already has, or before it as the only one. */
export function withInstruction(messages: readonly ModelMessage[], instruction: string): ModelMessage[] {
  let last = -1;
  while (messages[last + 1]?.role === 'system') last++;
  const system = messages[last];
  if (system?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  const content = system.content.trim() === '' ? instruction : `${system.content}\n\n${instruction}`;
  return [...messages.slice(0, last), { role: 'system', content }, ...messages.slice(last + 1)];
}
