import {
  AUDIT_ACTIONS,
  AUDIT_RESULTS,
  AUDIT_TARGETS,
  type AuditAction,
  type AuditResult,
  type AuditTargetType,
} from '@app/audit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_ID = 200;
const MAX_TIME = 253_402_300_799_999;

/** Parameters of GET /api/v1/audit. */
export class AuditQueryDto {
  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, description: 'Only entries about this act.' })
  @IfGiven()
  @IsIn(AUDIT_ACTIONS)
  action?: AuditAction;

  @ApiPropertyOptional({ enum: AUDIT_RESULTS, description: 'Only entries with this result.' })
  @IfGiven()
  @IsIn(AUDIT_RESULTS)
  result?: AuditResult;

  @ApiPropertyOptional({ description: 'Only acts of this user.', maxLength: MAX_ID, example: 'user_local' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID)
  userId?: string;

  @ApiPropertyOptional({ enum: AUDIT_TARGETS, description: 'Only acts on things of this kind.' })
  @IfGiven()
  @IsIn(AUDIT_TARGETS)
  targetType?: AuditTargetType;

  @ApiPropertyOptional({ description: 'Only acts on this thing; needs targetType.', maxLength: MAX_ID })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID)
  targetId?: string;

  @ApiPropertyOptional({ description: 'From this moment on, epoch milliseconds.', example: 1_795_000_000_000 })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  since?: number;

  @ApiPropertyOptional({ description: 'Before this moment, epoch milliseconds.', example: 1_796_000_000_000 })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  until?: number;

  @ApiPropertyOptional({ description: 'The nextCursor of the page before.', maxLength: 20, example: '4711' })
  @IfGiven()
  @Matches(/^[1-9]\d{0,15}$/, { message: '$property must be the nextCursor of a page' })
  cursor?: string;

  @ApiPropertyOptional({ description: 'Most entries of the page.', minimum: 1, maximum: 1000, default: 100 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}

/** Parameters of GET /api/v1/audit/live. */
export class AuditLiveQueryDto {
  @ApiPropertyOptional({ description: 'Most entries.', minimum: 1, maximum: 10_000, default: 100 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;
}

/** Parameters of GET /api/v1/audit/export. */
export class AuditExportQueryDto {
  @ApiPropertyOptional({ description: 'Begin after this entry. Default: with the first.', minimum: 0, default: 0 })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}
