import { Clock } from '@app/kernel';
import { SqlApiKeys, SqlUsers } from '@app/identity';
import { RedisStore, SqlDatabase } from '@app/storage';
import {
  BudgetBook,
  BudgetCounters,
  Budgets,
  RedisBudgetCounters,
  Spending,
  SqlBudgets,
  SqlUsageLedger,
  SqlUsageRecords,
  SqlUsageReport,
  UsageReport,
} from '@app/usage';
import { Module, type DynamicModule } from '@nestjs/common';
import type { UsageConfig } from '../config/app-config';
import { BudgetActs } from './budget-acts';
import { BudgetSubjects } from './budget-subjects';
import { BudgetsController } from './budgets.controller';
import { BudgetsService } from './budgets.service';
import { SpendLayer } from './spend-layer';
import { UsageData, UsageRetention } from './usage-data';
import { UsageMetrics } from './usage-metrics';
import { UsageTimer } from './usage-timer';
import { UsageController } from './usage.controller';
import { UsageService } from './usage.service';

/** The bill and the budgets. */
@Module({})
export class UsageModule {
  static register({ required, recorded }: UsageConfig): DynamicModule {
    return {
      module: UsageModule,
      controllers: [UsageController, BudgetsController],
      providers: [
        UsageMetrics,
        UsageService,
        BudgetsService,
        BudgetActs,
        {
          provide: BudgetSubjects,
          inject: [SqlDatabase],
          useFactory: (database: SqlDatabase) => new BudgetSubjects(new SqlUsers(database), new SqlApiKeys(database)),
        },
        SpendLayer,
        UsageTimer,
        UsageData,
        UsageRetention,
        { provide: SqlUsageRecords, inject: [SqlDatabase], useFactory: (sql: SqlDatabase) => new SqlUsageRecords(sql) },
        {
          provide: SqlUsageLedger,
          inject: [SqlDatabase, UsageMetrics],
          useFactory: (database: SqlDatabase, metrics: UsageMetrics) =>
            new SqlUsageLedger(database, { onDropped: (rows) => metrics.countDropped(rows) }),
        },
        { provide: UsageReport, inject: [SqlDatabase], useFactory: (sql: SqlDatabase) => new SqlUsageReport(sql) },
        { provide: Budgets, inject: [SqlDatabase], useFactory: (sql: SqlDatabase) => new SqlBudgets(sql) },
        {
          provide: BudgetBook,
          inject: [Budgets, Clock],
          useFactory: (budgets: Budgets, clock: Clock) => new BudgetBook(budgets, clock),
        },
        {
          provide: BudgetCounters,
          inject: [RedisStore, Budgets],
          useFactory: (redis: RedisStore, budgets: Budgets) =>
            new RedisBudgetCounters(redis, (counter) => budgets.truthOf(counter)),
        },
        {
          provide: Spending,
          inject: [SqlUsageLedger, Budgets, BudgetBook, BudgetCounters, Clock, UsageMetrics],
          useFactory: (
            ledger: SqlUsageLedger,
            budgets: Budgets,
            book: BudgetBook,
            counters: BudgetCounters,
            clock: Clock,
            metrics: UsageMetrics,
          ) => {
            const onEvent = metrics.countEvent.bind(metrics);
            return new Spending({ ledger, budgets, book, counters, clock, required, recorded, onEvent });
          },
        },
      ],
      exports: [SpendLayer],
    };
  }
}
