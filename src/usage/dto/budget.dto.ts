import { BUDGET_PERIODS, BUDGET_SUBJECTS, type BudgetPeriod, type BudgetSubject } from '@app/usage';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_NAME = 100;
const MAX_ID = 200;
/** A thousand million dollars. */
const MAX_LIMIT = 1_000_000_000_000_000;

/** Body of POST /api/v1/budgets. */
export class CreateBudgetDto {
  @ApiProperty({ description: 'Unique in the organisation; refusals name it.', maxLength: MAX_NAME, example: 'Team A' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME)
  name!: string;

  @ApiProperty({ enum: BUDGET_SUBJECTS, description: 'Whose spend counts.' })
  @IsIn(BUDGET_SUBJECTS)
  subjectType!: BudgetSubject;

  @ApiPropertyOptional({
    description: 'The user or key. Absent: each user or key has this budget by itself. Not with organisation.',
    maxLength: MAX_ID,
    example: 'user_local',
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID)
  subjectId?: string;

  @ApiProperty({ enum: BUDGET_PERIODS, description: 'When it begins anew: each day or month of UTC, or never.' })
  @IsIn(BUDGET_PERIODS)
  period!: BudgetPeriod;

  @ApiProperty({ description: 'Millionths of a US dollar.', minimum: 0, maximum: MAX_LIMIT, example: 5_000_000 })
  @IsInt()
  @Min(0)
  @Max(MAX_LIMIT)
  limitMicroUsd!: number;
}

/** Body of PATCH /api/v1/budgets/{id}. */
export class UpdateBudgetDto {
  @ApiPropertyOptional({ maxLength: MAX_NAME, example: 'Team A' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME)
  name?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: MAX_LIMIT, example: 8_000_000 })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_LIMIT)
  limitMicroUsd?: number;
}

/** A budget, and what it stands at. */
export class BudgetDto {
  @ApiProperty({ example: 'budget_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  id!: string;

  @ApiProperty({ example: 'Team A' })
  name!: string;

  @ApiProperty({ enum: BUDGET_SUBJECTS })
  subjectType!: BudgetSubject;

  @ApiPropertyOptional({ example: 'user_local' })
  subjectId?: string;

  @ApiProperty({ enum: BUDGET_PERIODS })
  period!: BudgetPeriod;

  @ApiProperty({ example: 5_000_000 })
  limitMicroUsd!: number;

  @ApiPropertyOptional({
    description: 'Spent in this period. Absent for a budget of each user or key.',
    example: 1_250_400,
  })
  spentMicroUsd?: number;

  @ApiPropertyOptional({ description: 'The most that running calls can still cost.', example: 30_000 })
  reservedMicroUsd?: number;

  @ApiPropertyOptional({ description: 'When it begins anew, epoch milliseconds.', example: 1_795_651_200_000 })
  resetsAt?: number;
}

/** All budgets of an organisation. */
export class BudgetListDto {
  @ApiProperty({ type: [BudgetDto] })
  budgets!: BudgetDto[];
}
