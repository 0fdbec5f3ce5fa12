/** Where the supervisor writes what happens to its stores. Lines never hold a password or stored data. */
export interface EmbeddedLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
