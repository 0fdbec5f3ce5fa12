/** What the header of a harmony message says. */
export interface HarmonyHeader {
  channel: 'analysis' | 'commentary' | 'final';
  /** The tool that is called. Absent when the message goes to the user. */
  tool?: string;
  /** True for a message that claims to come from a tool. */
  fromTool: boolean;
  /** True for a message that claims to come from the user, the developer or the system. */
  fromOthers: boolean;
}

const RECIPIENT = /to=([\w.:-]{1,96})/;

/** Longest header that is read, in characters. */
export const LONGEST_HEADER = 256;

/**
 * Reads what stands between `<|start|>` or `<|channel|>` and `<|message|>` of gpt-oss's harmony format, such as
 * `assistant<|channel|>commentary to=functions.search <|constrain|>json`. An unknown channel is taken for reasoning.
 */
export function readHarmonyHeader(header: string): HarmonyHeader {
  const [role = '', rest = ''] = split(header);
  const fromTool = /^\s*(functions\.|tool\b)/.test(role);
  const fromOthers = /^\s*(user|system|developer)\b/.test(role);
  const recipient = RECIPIENT.exec(header)?.[1];
  const channel = /^\s*(final|commentary|analysis)/.exec(rest)?.[1];
  const known = channel === 'final' || channel === 'commentary' ? channel : 'analysis';
  const message = { channel: known, fromTool, fromOthers } as const;
  if (recipient === undefined || recipient === 'assistant' || recipient === 'user') return message;
  return { ...message, tool: recipient.replace(/^functions\./, '') };
}

function split(header: string): string[] {
  const at = header.indexOf('<|channel|>');
  return at < 0 ? [header, ''] : [header.slice(0, at), header.slice(at + '<|channel|>'.length)];
}
