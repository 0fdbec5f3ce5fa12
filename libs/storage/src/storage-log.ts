/** Where a connection writes that its store went away or came back: one line for each change, never one for each request. */
export interface StorageLog {
  info(message: string): void;
  warn(message: string): void;
}
