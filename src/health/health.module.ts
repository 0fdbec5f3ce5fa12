import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';
import { StoreHealth } from './store-health';

/** Probes and the state behind them. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Readiness, StoreHealth],
  exports: [Readiness],
})
export class HealthModule {}
