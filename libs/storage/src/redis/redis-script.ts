import { createHash } from 'node:crypto';

/**
 * A Lua script that decides something in one round trip. It is called by its SHA-1 (EVALSHA); a server that does not know it
 * has not run it, so it may be sent whole then.
 */
export class RedisScript {
  /** SHA-1 of the source in hex, the name that Redis gives it. */
  readonly sha: string;

  /**
   * @param name short and unique, for combinations and messages.
   * @param source the body, which reads `KEYS` and `ARGV` and returns. No user text is ever part of it.
   */
  constructor(
    readonly name: string,
    readonly source: string,
  ) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }
}

/** One call of a script. All keys of a call have the same hash tag. */
export interface ScriptCall {
  script: RedisScript;
  keys: readonly string[];
  args: readonly (string | number | Buffer)[];
  /** `bytes`: texts of the reply come as Buffers, for values that are no text. Default `text`. */
  reply?: 'text' | 'bytes';
}
