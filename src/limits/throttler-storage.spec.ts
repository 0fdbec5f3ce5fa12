import { LimitStore, MemoryLimitStore } from '@app/limits';
import { ManualClock } from '@app/testing';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { LimitThrottlerStorage } from './throttler-storage';

/** A guard of @nestjs/throttler itself over our storage. */
describe('the storage of @nestjs/throttler', () => {
  const clock = new ManualClock();
  let app: NestFastifyApplication;

  @Controller()
  class Probe {
    @Get('probe')
    probe(): string {
      return 'ok';
    }
  }

  @Module({
    providers: [{ provide: LimitStore, useFactory: () => new MemoryLimitStore(clock) }],
    exports: [LimitStore],
  })
  class Stores {}

  @Module({
    imports: [
      ThrottlerModule.forRootAsync({
        imports: [Stores],
        inject: [LimitStore],
        useFactory: (store: LimitStore) => ({
          throttlers: [{ limit: 3, ttl: 60_000 }],
          storage: new LimitThrottlerStorage(store),
        }),
      }),
    ],
    controllers: [Probe],
    providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  })
  class App {}

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterAll(() => app.close());

  const ask = () => app.inject({ method: 'GET', url: '/probe' });

  it('counts for a guard of that package as our limits do', async () => {
    const first = await ask();
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2' });
    await ask();
    await ask();
    const refused = await ask();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '20']);
    clock.advance(20_000);
    expect((await ask()).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(429);
  });
});
