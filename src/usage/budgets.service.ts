import { AppError, Clock, IdGenerator } from '@app/kernel';
import { BudgetBook, Budgets, periodOf, type Budget, type BudgetCounter } from '@app/usage';
import { Injectable } from '@nestjs/common';
import { BudgetActs } from './budget-acts';
import { BudgetSubjects } from './budget-subjects';
import type { BudgetDto, CreateBudgetDto, UpdateBudgetDto } from './dto/budget.dto';
import type { UsageAsker } from './usage.service';

/** Budgets for those who set them. Every change is an audited act. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: Budgets,
    private readonly book: BudgetBook,
    private readonly acts: BudgetActs,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
    private readonly subjects: BudgetSubjects,
  ) {}

  async list(organisationId: string): Promise<BudgetDto[]> {
    return Promise.all((await this.budgets.list(organisationId)).map((budget) => this.withState(budget)));
  }

  async get(organisationId: string, id: string): Promise<BudgetDto> {
    return this.withState(found(await this.budgets.find(organisationId, id)));
  }

  async create(body: CreateBudgetDto, asker: UsageAsker): Promise<BudgetDto> {
    const { organisationId } = asker.principal;
    const { name, subjectType, subjectId, period, limitMicroUsd } = body;
    const subject = subjectId === undefined ? {} : { subjectId };
    const id = this.ids.nextOrdered('budget', this.clock.now());
    const budget: Budget = { id, organisationId, name, subjectType, ...subject, period, limitMicroUsd };
    await this.subjects.require(budget);
    await this.acts.perform('budget.create', asker, () => this.budgets.create(budget).then(() => budget));
    this.book.forget(organisationId);
    return this.withState(budget);
  }

  async update(id: string, change: UpdateBudgetDto, asker: UsageAsker): Promise<BudgetDto> {
    const { organisationId } = asker.principal;
    if (Object.keys(change).length === 0) {
      throw new AppError('missing_parameter', 'Give name, limitMicroUsd or both.', { param: 'limitMicroUsd' });
    }
    const budget = await this.acts.perform('budget.update', asker, async () =>
      found(await this.budgets.update(organisationId, id, change)),
    );
    this.book.forget(organisationId);
    return this.withState(budget);
  }

  async delete(id: string, asker: UsageAsker): Promise<void> {
    const { organisationId } = asker.principal;
    await this.acts.perform('budget.delete', asker, async () => found(await this.budgets.delete(organisationId, id)));
    this.book.forget(organisationId);
  }

  /** By the ledger: it is the truth, and administrators ask seldom. */
  private async withState({ organisationId: _own, ...budget }: Budget): Promise<BudgetDto> {
    const counter: BudgetCounter = {
      budget: { organisationId: _own, ...budget },
      subject: budget.subjectId ?? '',
      ...periodOf(budget.period, this.clock.now()),
    };
    const resets = counter.resetsAt === undefined ? {} : { resetsAt: counter.resetsAt };
    if (budget.subjectType !== 'organisation' && budget.subjectId === undefined) return { ...budget, ...resets };
    const { spentMicroUsd, open } = await this.budgets.truthOf(counter);
    const reservedMicroUsd = open.reduce((sum, { microUsd }) => sum + microUsd, 0);
    return { ...budget, spentMicroUsd, reservedMicroUsd, ...resets };
  }
}

function found(budget: Budget | undefined): Budget {
  if (budget === undefined) throw new AppError('not_found', 'There is no budget of this id.');
  return budget;
}
