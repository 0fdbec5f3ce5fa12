/** What health is told about where the stores come from. A class, so that it can be injected. */
export class HealthOptions {
  constructor(
    /** Whether Redis is the one that comes with the product. */
    readonly redisIsEmbedded: boolean,
    /** Whether Postgres is. */
    readonly postgresIsEmbedded: boolean,
  ) {}
}
