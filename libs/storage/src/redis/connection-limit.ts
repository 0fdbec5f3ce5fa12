/** Counts the connections to each Redis server that this process opens, so that a setting can bound them. */
export class RedisConnectionLimit {
  private opened = 0;

  /** @param most connections that may be open at once, at least 1. */
  constructor(private readonly most: number) {}

  /** To be called before a connection is opened. Throws an Error that names the setting when it would be one too many. */
  claim(): void {
    if (this.opened >= this.most) {
      throw new Error(`More than ${this.most} connections to Redis are needed: raise REDIS_MAX_CONNECTIONS.`);
    }
    this.opened++;
  }
}
