import { resolve } from 'node:path';
import type { RoleClaim, TokenRules } from '@app/identity';
import type { Role } from '@app/kernel';
import type { AuthConfig } from './app-config';
import type { ConfigProblem } from './config-error';
import type { SettingValues } from './settings';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;
const MIN_SECRET_LENGTH = 32;

/** Adds what is wrong with the settings of identity taken together. */
export function checkAuth(values: SettingValues, problems: ConfigProblem[]): void {
  for (const variable of ['KEY_SECRET', 'JWT_SECRET'] as const) {
    if (Buffer.byteLength(values[variable] ?? ' '.repeat(MIN_SECRET_LENGTH)) < MIN_SECRET_LENGTH) {
      problems.push({ variable, reason: `must have at least ${MIN_SECRET_LENGTH} characters` });
    }
  }
  checkTokens(values, problems);
}

/** Whether every caller needs a key or token. */
export function requiresAuthentication({ AUTHENTICATION, API_KEYS, JWT_ISSUER, HOST }: SettingValues): boolean {
  const isPrivate = LOOPBACK.test(HOST) && JWT_ISSUER === undefined && (API_KEYS ?? []).length === 0;
  return AUTHENTICATION === 'required' || !isPrivate;
}

/** Who is let in. The settings have been checked. */
export function authConfig(values: SettingValues): AuthConfig {
  const rules = tokenRules(values);
  return {
    apiKeys: values.API_KEYS ?? [],
    keySecret: values.KEY_SECRET,
    dataDir: resolve(values.DATA_DIR),
    needsAdminKey: requiresAuthentication(values) && (values.API_KEYS ?? []).length === 0,
    loginLifetimeMs: values.LOGIN_LIFETIME,
    tokens: rules && {
      rules,
      users: { createUsers: values.JWT_CREATE_USERS, organisationId: values.JWT_ORGANISATION },
    },
  };
}

function checkTokens(values: SettingValues, problems: ConfigProblem[]): void {
  const { JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL, JWT_SECRET } = values;
  if (JWT_JWKS_URL !== undefined && JWT_SECRET !== undefined) {
    problems.push({ variable: 'JWT_SECRET', reason: 'cannot be set together with JWT_JWKS_URL' });
  }
  if (JWT_JWKS_URL !== undefined && !isSafe(JWT_JWKS_URL)) {
    problems.push({ variable: 'JWT_JWKS_URL', reason: 'must begin with https:// unless it is of this machine' });
  }
  if (JWT_ISSUER === undefined) {
    for (const variable of [
      'JWT_AUDIENCE',
      'JWT_JWKS_URL',
      'JWT_SECRET',
      'JWT_ROLES_CLAIM',
      'JWT_ROLE_NAMES',
    ] as const) {
      if (values[variable] !== undefined) problems.push({ variable, reason: 'has no meaning without JWT_ISSUER' });
    }
    return;
  }
  if (JWT_AUDIENCE === undefined) problems.push({ variable: 'JWT_AUDIENCE', reason: 'must be set with JWT_ISSUER' });
  if (JWT_JWKS_URL === undefined && JWT_SECRET === undefined) {
    problems.push({ variable: 'JWT_JWKS_URL', reason: 'must be set with JWT_ISSUER, or JWT_SECRET in its place' });
  }
  if (values.JWT_ROLE_NAMES !== undefined && values.JWT_ROLES_CLAIM === undefined) {
    problems.push({ variable: 'JWT_ROLE_NAMES', reason: 'has no meaning without JWT_ROLES_CLAIM' });
  }
}

/** Whoever can change keys on their way can sign tokens. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}

function tokenRules(values: SettingValues): TokenRules | undefined {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl, JWT_SECRET: secret } = values;
  if (issuer === undefined || audience === undefined) return undefined;
  return {
    issuer,
    audience,
    keys: jwksUrl === undefined ? { secret: secret ?? '' } : { jwksUrl },
    leewaySeconds: values.JWT_LEEWAY / 1_000,
    roles: roleClaim(values),
  };
}

function roleClaim({ JWT_ROLES_CLAIM: name, JWT_ROLE_NAMES: pairs }: SettingValues): RoleClaim | undefined {
  if (name === undefined) return undefined;
  if (pairs === undefined) return { name };
  return { name, roleOf: Object.fromEntries(pairs.map(readPair)) };
}

/** The setting has been checked. */
function readPair(pair: string): [string, Role] {
  const at = pair.lastIndexOf('=');
  return [pair.slice(0, at).trim(), pair.slice(at + 1) as Role];
}
