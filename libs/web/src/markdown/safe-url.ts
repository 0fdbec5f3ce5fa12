const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address when a link may go there; undefined for scripts, data, files and what is no absolute address. */
export function safeUrl(address: string): string | undefined {
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined; // relative or malformed: a model knows no page of ours
  }
}
