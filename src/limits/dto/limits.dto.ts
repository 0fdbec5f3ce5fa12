import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIP, IsString, MaxLength, MinLength } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_ID_LENGTH = 200;

/** Whose limits are meant: at most one of the fields. */
export class LimitSubjectDto {
  @ApiPropertyOptional({ description: 'Another user of the organisation.', maxLength: MAX_ID_LENGTH })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  userId?: string;

  @ApiPropertyOptional({ description: 'An API key of the organisation, by its id.', maxLength: MAX_ID_LENGTH })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  keyId?: string;

  @ApiPropertyOptional({ description: 'A client address.', example: '203.0.113.9' })
  @IfGiven()
  @IsIP()
  address?: string;
}

/** One limit and how it stands. */
export class LimitDto {
  @ApiProperty({
    description:
      'A kind of request (`chat`, `read`, `write`, `admin`, `login`), `tokens`, `address` or `auth-failures`.',
    example: 'chat',
  })
  name!: string;

  @ApiProperty({ description: 'Units per window.', example: 100 })
  limit!: number;

  @ApiProperty({ example: 60 })
  windowSeconds!: number;

  @ApiProperty({ description: 'Units that may come at once after a rest.', example: 100 })
  burst!: number;

  @ApiProperty({ description: 'Units that would pass now.', example: 41 })
  remaining!: number;

  @ApiProperty({ description: 'Time until the whole burst is there again, milliseconds.', example: 35_400 })
  resetMs!: number;

  @ApiProperty({ description: 'Time until one unit passes, milliseconds; 0: at once.', example: 0 })
  retryAfterMs!: number;
}

/** Chats that run at the same time. */
export class ConcurrencyDto {
  @ApiProperty({ example: 4 })
  limit!: number;

  @ApiProperty({ example: 1 })
  running!: number;
}

/** How a caller stands. */
export class LimitsDto {
  @ApiProperty({ description: 'False: the caller is not limited, and there is nothing more to tell.' })
  limited!: boolean;

  @ApiProperty({ type: [LimitDto] })
  limits!: LimitDto[];

  @ApiPropertyOptional({ type: ConcurrencyDto, description: 'Absent: not limited.' })
  concurrency?: ConcurrencyDto;

  @ApiProperty({ description: 'True while this server decides by its own share, because Redis does not answer.' })
  degraded!: boolean;

  @ApiProperty({ description: 'Servers that share the limits, as last heard.', example: 2 })
  processes!: number;
}
