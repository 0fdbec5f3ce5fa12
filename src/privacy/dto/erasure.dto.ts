import { ApiProperty } from '@nestjs/swagger';

/** What was deleted of a user. */
export class ErasureDto {
  @ApiProperty({ example: 'user_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  userId!: string;

  @ApiProperty({
    description: 'By place, how many things were deleted or made anonymous (docs/privacy.md).',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { audit: 0, cachedAnswers: 12, conversations: 4, sessions: 1, usage: 37 },
  })
  erased!: Record<string, number>;
}
