import { DatabaseSchema } from '@app/storage';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IdentityStart } from './auth/identity/identity-start';
import type { AppConfig } from './config/app-config';

/**
 * As soon as the database can be used: makes sure that this server can check its keys and welcome the users of tokens, and that there
 * is a key to administer with where callers need one. A new one is printed here, this once.
 */
export function prepareIdentities(app: NestFastifyApplication, { auth }: AppConfig): void {
  const start = app.get(IdentityStart);
  app.get(DatabaseSchema).whenReady(async () => {
    await start.checkSecret();
    if (auth.tokens !== undefined) await start.checkOrganisation(auth.tokens.users.organisationId);
    const key = auth.needsAdminKey ? await start.makeFirstKey() : undefined;
    if (key !== undefined) process.stdout.write(notice(key));
  });
}

function notice(key: string): string {
  return [
    '',
    'Callers need a key here, and there was none. This is the first, for administration. It is not shown again:',
    '',
    `  ${key}`,
    '',
    'Give others keys of their own with it (POST /api/v1/users, POST /api/v1/keys).',
    '',
  ].join('\n');
}
