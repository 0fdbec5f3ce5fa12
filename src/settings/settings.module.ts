import { Module, type DynamicModule } from '@nestjs/common';
import { SettingsInForce } from '../config/app-config';
import { SettingsController } from './settings.controller';

/** Shows the settings to administrators. */
@Module({})
export class SettingsModule {
  static register(settings: SettingsInForce): DynamicModule {
    return {
      module: SettingsModule,
      controllers: [SettingsController],
      providers: [{ provide: SettingsInForce, useValue: settings }],
    };
  }
}
