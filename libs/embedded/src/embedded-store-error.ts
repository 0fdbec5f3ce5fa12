/**
 * An embedded store cannot start. The message is one or two sentences for the person at the terminal: what is wrong and
 * what to do. It never holds a password.
 */
export class EmbeddedStoreError extends Error {
  override readonly name = 'EmbeddedStoreError';
}
