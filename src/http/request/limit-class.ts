/**
 * What kind of request a route takes, as far as limits go; each kind is counted by itself. `unlimited`: probes, metrics and pages,
 * which must answer whoever asks how often.
 */
export const LIMIT_CLASSES = ['chat', 'read', 'write', 'admin', 'login'] as const;

/** One of {@link LIMIT_CLASSES}. */
export type LimitClass = (typeof LIMIT_CLASSES)[number];
