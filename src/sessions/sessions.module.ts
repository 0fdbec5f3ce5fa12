import { SqlApiKeys } from '@app/identity';
import { RedisSessionStore, SessionStore, type SessionRules } from '@app/sessions';
import { RedisStore, SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { SessionData } from './session-data';
import { SessionLimits } from './session-limits';
import { SessionMetrics } from './session-metrics';
import { SessionsConfig } from './sessions-config';
import { SessionsController } from './sessions.controller';
import { SessionsLayer } from './sessions-layer';
import { SessionsService } from './sessions.service';

/** Sessions of users: a bounded number of places from which the product is used. */
@Module({})
export class SessionsModule {
  static register(rules: SessionRules): DynamicModule {
    return {
      module: SessionsModule,
      controllers: [SessionsController],
      providers: [
        { provide: SessionsConfig, useFactory: () => new SessionsConfig(rules) },
        {
          provide: SessionStore,
          inject: [RedisStore],
          useFactory: (redis: RedisStore) => new RedisSessionStore(redis),
        },
        {
          provide: SqlApiKeys,
          inject: [SqlDatabase],
          useFactory: (database: SqlDatabase) => new SqlApiKeys(database),
        },
        SessionData,
        SessionLimits,
        SessionMetrics,
        SessionsLayer,
        SessionsService,
      ],
      exports: [SessionsLayer],
    };
  }
}
