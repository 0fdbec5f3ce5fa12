import { MAX_PATTERN_LENGTH } from '@app/cache';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_ID = 200;
const MAX_PAGE = 1000;
const KEY = /^[\w-]{43}$/;

/** Which stored answers: all that is given has to fit. */
class CacheSelectionDto {
  @ApiPropertyOptional({ description: 'One answer.', example: 'pXz3mJ0Vq7lT9yF5sN2bK8dW4hR6cA1eU0oG3iY7kQM' })
  @IfGiven()
  @IsString()
  @Matches(KEY)
  key?: string;

  @ApiPropertyOptional({
    description: 'Those that one user asked for, for whomever they are kept.',
    example: 'user_local',
    maxLength: MAX_ID,
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID)
  userId?: string;

  @ApiPropertyOptional({ description: 'Those of one model, by catalogue id.', maxLength: MAX_ID })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID)
  model?: string;

  @ApiPropertyOptional({ description: 'Those of one conversation.', maxLength: MAX_ID })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID)
  conversationId?: string;

  @ApiPropertyOptional({ description: 'Those that were given this tag.', example: 'faq', maxLength: MAX_ID })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID)
  tag?: string;

  @ApiPropertyOptional({
    description:
      'Glob for `model:strategy:tag,tag`: * any text, ? one character, a backslash takes the next one as it is, also a : of a name.',
    example: 'anthropic/*:cot:*',
    maxLength: MAX_PATTERN_LENGTH,
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_PATTERN_LENGTH)
  pattern?: string;
}

/** Parameters of GET /api/v1/cache/keys. */
export class ListKeysDto extends CacheSelectionDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 100 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit?: number;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IfGiven()
  @IsString()
  @Matches(/^\d{1,6}-\d{1,20}$/)
  cursor?: string;
}

/** Body of POST /api/v1/cache/invalidate. */
export class InvalidateDto extends CacheSelectionDto {
  @ApiPropertyOptional({ description: 'Everything of the organisation, where nothing narrower is given.' })
  @IfGiven()
  @IsBoolean()
  all?: boolean;

  @ApiPropertyOptional({
    description: 'Of what belongs to everybody, in place of the organisation. Administrators only.',
  })
  @IfGiven()
  @IsBoolean()
  everybody?: boolean;

  @ApiPropertyOptional({ description: 'Only counts.', default: false })
  @IfGiven()
  @IsBoolean()
  dryRun?: boolean;
}
