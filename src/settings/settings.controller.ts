import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SettingsInForce } from '../config/app-config';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { SettingListDto } from './dto/setting.dto';

/** What the server was set to. */
@ApiTags('settings')
@Authenticated({ roles: ['admin'], scope: 'admin', installation: true })
@Controller('api/v1/settings')
export class SettingsController {
  constructor(private readonly settings: SettingsInForce) {}

  @Get()
  @ApiOperation({
    summary: 'Every setting as it is in force, with where its value comes from.',
    description: 'For administrators. Values of secrets are never shown.',
  })
  @ApiOkResponse({ type: SettingListDto })
  list(): SettingListDto {
    return { settings: [...this.settings.list] };
  }
}
