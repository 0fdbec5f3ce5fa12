import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ChainProblem } from '@app/audit';

const PROBLEMS: readonly ChainProblem[] = [
  'missing',
  'wrong_previous_hash',
  'changed',
  'foreign',
  'differs_from_checkpoint',
  'tail_missing',
  'forged_checkpoint',
];

/** The first thing that is wrong with a trail. */
export class AuditFlawDto {
  @ApiProperty({ enum: PROBLEMS, example: 'changed' })
  problem!: ChainProblem;

  @ApiProperty({ description: 'The first bad entry: its number, or the number that is missing.', example: 17 })
  sequence!: number;

  @ApiProperty({ example: 'Entry 17 is not what its hash was made of.' })
  message!: string;
}

/** What a verification found. */
export class AuditVerdictDto {
  @ApiProperty({ example: 'org_local' })
  organisationId!: string;

  @ApiProperty({ description: 'Whether nothing is wrong.' })
  ok!: boolean;

  @ApiProperty({ description: 'Entries that were read.', example: 1204 })
  checked!: number;

  @ApiProperty({ description: 'The first entry in the database; those before are in archives.', example: 1 })
  firstSequence!: number;

  @ApiProperty({ description: 'The last good entry.', example: 1204 })
  lastSequence!: number;

  @ApiProperty({ description: 'Signed checkpoints that it was compared with.', example: 3 })
  checkpoints!: number;

  @ApiPropertyOptional({ type: AuditFlawDto })
  flaw?: AuditFlawDto;

  @ApiProperty({ description: 'The Ed25519 key that checkpoints are signed with, PEM.' })
  publicKey!: string;
}
