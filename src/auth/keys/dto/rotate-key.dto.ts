import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';

/** How a key is replaced. */
export class RotateKeyDto {
  @ApiPropertyOptional({
    description: 'How long the old key goes on beside the new one, seconds.',
    minimum: 0,
    maximum: 2_592_000,
    default: 86_400,
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  overlapSeconds?: number;
}
