import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';
import { IsName } from '../../dto/name.decorator';

/** A new organisation. */
export class CreateOrganisationDto {
  @ApiProperty({ example: 'Example Ltd', maxLength: 200 })
  @IsName()
  name!: string;
}

/** What is changed of an organisation. */
export class UpdateOrganisationDto {
  @ApiPropertyOptional({ example: 'Example plc', maxLength: 200 })
  @IfGiven()
  @IsName()
  name?: string;

  @ApiPropertyOptional({ description: 'Whether its users and keys are kept out.' })
  @IfGiven()
  @IsBoolean()
  disabled?: boolean;
}

/** A tenant: what belongs to one is seen by no other. */
export class OrganisationDto {
  @ApiProperty({ example: 'org_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  id!: string;

  @ApiProperty({ example: 'Example Ltd' })
  name!: string;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1764000000000 })
  createdAt!: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Present while it is disabled.' })
  disabledAt?: number;
}

/** A part of the organisations, newest first. */
export class OrganisationListDto {
  @ApiProperty({ type: [OrganisationDto] })
  organisations!: OrganisationDto[];

  @ApiPropertyOptional({ description: 'Where the next part begins. Absent at the end.' })
  nextCursor?: string;
}
