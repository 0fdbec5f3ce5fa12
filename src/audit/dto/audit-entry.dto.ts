import { AUDIT_ACTIONS, AUDIT_RESULTS, AUDIT_TARGETS, type AuditDetail, type AuditRecord } from '@app/audit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Who acted. */
export class AuditActorDto {
  @ApiProperty({ enum: ['local', 'bootstrap', 'key', 'token', 'anonymous', 'system'] })
  kind!: AuditRecord['actor']['kind'];

  @ApiPropertyOptional({ example: 'user_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  userId?: string;

  @ApiPropertyOptional({ example: 'key_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  keyId?: string;
}

/** What was acted on. */
export class AuditTargetDto {
  @ApiProperty({ enum: AUDIT_TARGETS })
  type!: (typeof AUDIT_TARGETS)[number];

  @ApiProperty({ example: 'key_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  id!: string;
}

/** One act. */
export class AuditEntryDto {
  @ApiProperty({ description: 'Its place in the trail of the organisation: 1, 2, 3 … without gaps.', example: 42 })
  sequence!: number;

  @ApiProperty({ example: 'audit_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  id!: string;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1_795_396_312_000 })
  at!: number;

  @ApiProperty({ example: 'org_local' })
  organisationId!: string;

  @ApiProperty({ type: AuditActorDto })
  actor!: AuditActorDto;

  @ApiProperty({ enum: AUDIT_ACTIONS, example: 'key.create' })
  action!: (typeof AUDIT_ACTIONS)[number];

  @ApiPropertyOptional({ type: AuditTargetDto })
  target?: AuditTargetDto;

  @ApiProperty({ enum: AUDIT_RESULTS, example: 'success' })
  result!: (typeof AUDIT_RESULTS)[number];

  @ApiPropertyOptional({ example: '192.0.2.7' })
  clientAddress?: string;

  @ApiPropertyOptional({ example: 'req_7q4k2m9x0c1v3b5n8t6r4w2z1y' })
  requestId?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { name: 'CI' } })
  details?: Readonly<Record<string, AuditDetail>>;
}

/** A page of the trail, newest first. */
export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  entries!: AuditEntryDto[];

  @ApiPropertyOptional({ description: 'For the next page; absent on the last one.', example: '41' })
  nextCursor?: string;
}
