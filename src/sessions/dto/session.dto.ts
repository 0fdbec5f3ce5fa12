import type { SessionInfo } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_ID_LENGTH = 200;

/** One open session. */
export class SessionDto implements SessionInfo {
  @ApiProperty({ example: 'session_3v7hs0q9x2m4k6n8p1r5t7w9y2' })
  id!: string;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1_795_000_000_000 })
  createdAt!: number;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1_795_000_060_000 })
  lastSeenAt!: number;

  @ApiProperty({ description: 'When it ends unless it is used again, epoch milliseconds.', example: 1_795_001_860_000 })
  expiresAt!: number;

  @ApiPropertyOptional({ description: 'Address of the client that opened it.', example: '203.0.113.9' })
  address?: string;

  @ApiPropertyOptional({ description: 'What the client that opened it called itself.', example: 'curl/8.5.0' })
  userAgent?: string;
}

/** The open sessions of a user. */
export class SessionListDto {
  @ApiProperty({ type: [SessionDto], description: 'Oldest first.' })
  sessions!: SessionDto[];

  @ApiProperty({
    description: 'Sessions that may be open at once; of another user, what the key that may most may.',
    example: 5,
  })
  limit!: number;
}

/** How many sessions were ended. */
export class EndedSessionsDto {
  @ApiProperty({ example: 2 })
  ended!: number;
}

/** Whose sessions are meant. */
export class SessionOwnerDto {
  @ApiPropertyOptional({
    description: 'Another user of the organisation; for operators and administrators.',
    maxLength: MAX_ID_LENGTH,
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  userId?: string;
}
