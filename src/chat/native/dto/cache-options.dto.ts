import { CACHE_MODES, CACHE_SCOPES, type CacheMode, type CacheScopeName, type ChatRequest } from '@app/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';

const MAX_TTL_SECONDS = 2_592_000;
const MAX_TAGS = 10;

/** What the response cache is to do. */
export class CacheOptionsDto implements NonNullable<ChatRequest['cache']> {
  @ApiPropertyOptional({
    enum: CACHE_MODES,
    default: 'default',
    description:
      'bypass: neither read nor store; refresh: answer anew and store that; only: a stored answer or an error.',
  })
  @IfGiven()
  @IsIn(CACHE_MODES)
  mode?: CacheMode;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_TTL_SECONDS,
    description: 'How long the answer counts as fresh.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_TTL_SECONDS)
  ttlSeconds?: number;

  @ApiPropertyOptional({
    enum: CACHE_SCOPES,
    default: 'user',
    description: 'Who may be given the answer again; refused where it is wider than the installation allows.',
  })
  @IfGiven()
  @IsIn(CACHE_SCOPES)
  scope?: CacheScopeName;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TAGS, description: 'Words to find the stored answer by.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @Matches(/^[\w.:-]{1,64}$/, {
    each: true,
    message: 'each of $property must be 1 to 64 letters, digits, dots, colons, underscores or hyphens',
  })
  tags?: string[];
}
