import { RedisSessionStore, SessionStore, type SessionRules } from '@app/sessions';
import { RedisStore } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { SessionData } from './session-data';
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
        SessionData,
        SessionMetrics,
        SessionsLayer,
        SessionsService,
      ],
      exports: [SessionsLayer],
    };
  }
}
