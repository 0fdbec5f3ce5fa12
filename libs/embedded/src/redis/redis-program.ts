import type { Program } from '../launch-plan';

/** Where a server is to listen and keep its data. */
export interface RedisPlace {
  port: number;
  password: string;
  /** An existing directory of its own. */
  directory: string;
}

/** A server that speaks the Redis protocol and can be started here. */
export interface RedisProgram {
  /** For people, such as `Redis 7.0.15 (/usr/bin/redis-server)`. */
  name: string;
  /** False when what is stored is gone at the end of the process. */
  durable: boolean;
  /** The command that starts it; writes its configuration first where it has one. */
  command(place: RedisPlace): Program;
}

/** One way to come by a server: the program, or why this way leads nowhere. */
export type RedisSearchResult = { program: RedisProgram } | { reason: string };
