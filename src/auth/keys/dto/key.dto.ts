import { SCOPES, type Scope } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { KeyLimitsDto } from './key-limits.dto';

/** A key as it is known after it was made: without its text. */
export class KeyDto {
  @ApiProperty({ example: 'key_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  id!: string;

  @ApiProperty({ example: 'org_local' })
  organisationId!: string;

  @ApiProperty({ example: 'user_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  userId!: string;

  @ApiProperty({ example: 'billing service' })
  name!: string;

  @ApiProperty({ description: 'The first characters of the key.', example: 'sw_7k2m9x' })
  prefix!: string;

  @ApiPropertyOptional({ enum: SCOPES, isArray: true, description: 'Absent: everything that the user may.' })
  scopes?: readonly Scope[];

  @ApiPropertyOptional({ type: [String], description: 'Absent: every model.', example: ['openai/gpt-5-mini'] })
  allowedModels?: readonly string[];

  @ApiProperty({ type: KeyLimitsDto })
  limits!: KeyLimitsDto;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1764000000000 })
  createdAt!: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Absent: the key does not end by itself.' })
  expiresAt?: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Present once it was revoked.' })
  revokedAt?: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds, to the minute. Absent: never used.' })
  lastUsedAt?: number;
}

/** A key that was just made. Its text is shown here and nowhere else. */
export class NewKeyDto extends KeyDto {
  @ApiProperty({ description: 'The key itself. It cannot be shown again.', example: 'sw_…' })
  key!: string;
}

/** A part of the keys, newest first. */
export class KeyListDto {
  @ApiProperty({ type: [KeyDto] })
  keys!: KeyDto[];

  @ApiPropertyOptional({ description: 'Where the next part begins. Absent at the end.' })
  nextCursor?: string;
}
