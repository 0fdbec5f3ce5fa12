import type { JsonObject } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';

/** A function that the model may call. */
export class CompletionFunctionDto {
  @ApiProperty({ maxLength: 256, example: 'get_weather' })
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  name!: string;

  @ApiPropertyOptional({ maxLength: 16_384 })
  @IsOptional()
  @IsString()
  @MaxLength(16_384)
  description?: string;

  @ApiPropertyOptional({ type: Object, description: 'JSON Schema of the arguments.' })
  @IsOptional()
  @IsObject()
  parameters?: JsonObject;

  @ApiPropertyOptional({ nullable: true, type: Boolean })
  @IsOptional()
  @IsBoolean()
  strict?: boolean | null;
}

/** A tool of the caller. */
export class CompletionToolDto {
  @ApiProperty({ enum: ['function'] })
  @IsIn(['function'])
  type!: 'function';

  @ApiProperty({ type: CompletionFunctionDto })
  @IsObject()
  @ValidateNested()
  @Type(() => CompletionFunctionDto)
  function!: CompletionFunctionDto;
}
