import { ApiProperty } from '@nestjs/swagger';

/** One model in the OpenAI shape. */
export class OpenAiModelDto {
  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  id!: string;

  @ApiProperty({ enum: ['model'] })
  object!: 'model';

  @ApiProperty({ example: 0, description: 'Always 0: the catalogue knows no creation time.' })
  created!: number;

  @ApiProperty({ example: 'anthropic' })
  owned_by!: string;
}

/** Body of GET /v1/models. */
export class OpenAiModelListDto {
  @ApiProperty({ enum: ['list'] })
  object!: 'list';

  @ApiProperty({ type: [OpenAiModelDto] })
  data!: OpenAiModelDto[];
}
