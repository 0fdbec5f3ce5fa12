import { SETTING_ORIGINS, type SettingInForce, type SettingList, type SettingOrigin } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One setting. */
export class SettingDto implements SettingInForce {
  @ApiProperty({ description: 'The environment variable.', example: 'LOG_LEVEL' })
  name!: string;

  @ApiProperty({ example: 'Server' })
  group!: string;

  @ApiProperty({ example: 'What is logged.' })
  description!: string;

  @ApiProperty({ enum: SETTING_ORIGINS, description: '`unset`: neither a value nor a default.' })
  origin!: SettingOrigin;

  @ApiProperty({ description: 'Whether its value is never shown.' })
  secret!: boolean;

  @ApiPropertyOptional({ description: 'Absent for a secret and for what is not set.', example: 'info' })
  value?: string;

  @ApiPropertyOptional({ example: 'info' })
  defaultValue?: string;
}

/** Every setting. */
export class SettingListDto implements SettingList {
  @ApiProperty({ type: [SettingDto] })
  settings!: SettingDto[];
}
