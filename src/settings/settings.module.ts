import { AuditTrail, SqlKnownSettings } from '@app/audit';
import { CredentialHasher } from '@app/identity';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { readKeySecret } from '../auth/identity/key-secret';
import { SettingsInForce, type AppConfig } from '../config/app-config';
import { SettingsAudit } from './settings-audit';
import { SettingsController } from './settings.controller';

/** Shows the settings to administrators, and tells the audit trail when they change. */
@Module({})
export class SettingsModule {
  static register({ settings, conversations: { keySecret, dataDir } }: AppConfig): DynamicModule {
    return {
      module: SettingsModule,
      controllers: [SettingsController],
      providers: [
        { provide: SettingsInForce, useValue: settings },
        {
          provide: SettingsAudit,
          inject: [SqlDatabase, AuditTrail],
          useFactory: (database: SqlDatabase, trail: AuditTrail) => {
            const hasher = new CredentialHasher(() => readKeySecret(keySecret, dataDir));
            return new SettingsAudit(new SqlKnownSettings(database), trail, database, hasher);
          },
        },
      ],
    };
  }
}
