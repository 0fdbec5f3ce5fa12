import { PROVIDER_STATES, type ModelInfo, type ProviderState } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** US dollars per million tokens. */
export class ModelPriceDto {
  @ApiProperty({ example: 3 })
  input!: number;

  @ApiProperty({ example: 15 })
  output!: number;

  @ApiPropertyOptional({ example: 0.3 })
  cachedInput?: number;

  @ApiPropertyOptional({ example: 3.75 })
  cacheWrite?: number;
}

/** One model of the catalogue. */
export class ModelInfoDto implements ModelInfo {
  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  id!: string;

  @ApiProperty({ example: 'anthropic' })
  provider!: string;

  @ApiProperty({ type: [String], example: ['claude-3'] })
  aliases!: string[];

  @ApiProperty({ description: 'Whether the provider has what it needs to answer.' })
  available!: boolean;

  @ApiPropertyOptional({
    enum: [...PROVIDER_STATES],
    description: 'What the last check of its provider brought. Absent when not known.',
  })
  providerStatus?: ProviderState;

  @ApiProperty({ description: 'Whether auto picks this model.' })
  default!: boolean;

  @ApiPropertyOptional({ example: 200_000, description: 'Tokens of prompt and reply together.' })
  contextWindow?: number;

  @ApiPropertyOptional({ example: 64_000, description: 'Most tokens of one reply.' })
  maxOutputTokens?: number;

  @ApiProperty({ description: 'Whether the model reasons by itself.' })
  nativeReasoning!: boolean;

  @ApiProperty({ description: 'Whether the model can call tools.' })
  tools!: boolean;

  @ApiPropertyOptional({ type: ModelPriceDto })
  priceUsdPerMillion?: ModelPriceDto;
}

/** Body of GET /api/v1/models. */
export class ModelListDto {
  @ApiProperty({ type: [ModelInfoDto] })
  models!: ModelInfoDto[];
}
