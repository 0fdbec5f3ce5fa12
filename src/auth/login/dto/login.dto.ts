import { ROLES, SCOPES, type Principal, type Role, type Scope } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { KeyLimitsDto } from '../../keys/dto/key-limits.dto';

/** What a login is made with. */
export class LoginDto {
  @ApiProperty({ description: 'An API key, of the database or of API_KEYS.', example: 'sw_…', maxLength: 200 })
  @IsString()
  @MaxLength(200)
  apiKey!: string;
}

/** Body of GET /api/v1/login. */
export class LoginNeedDto {
  @ApiProperty({ description: 'True when keys are demanded and the request has no session cookie.' })
  needed!: boolean;
}

/** Who calls, and what that is allowed to do. */
export class MeDto {
  @ApiProperty({
    enum: ['local', 'bootstrap', 'key', 'token'],
    description:
      'By what the caller is known: nothing, because the server is private to its machine; a key of API_KEYS; a key; a token.',
  })
  kind!: Principal['kind'];

  @ApiProperty({ example: 'org_local' })
  organisationId!: string;

  @ApiProperty({ example: 'user_local' })
  userId!: string;

  @ApiPropertyOptional({ example: 'key_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  keyId?: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['admin'] })
  roles!: readonly Role[];

  @ApiPropertyOptional({ enum: SCOPES, isArray: true, description: 'Absent: everything that the roles allow.' })
  scopes?: readonly Scope[];

  @ApiPropertyOptional({ type: [String], description: 'Absent: every model.' })
  allowedModels?: readonly string[];

  @ApiProperty({ type: KeyLimitsDto })
  limits!: KeyLimitsDto;

  @ApiPropertyOptional({
    description:
      'Of a login: what every request that changes something has to carry as X-CSRF-Token beside the cookie.',
  })
  csrfToken?: string;
}

/** A login. Its cookie is in the Set-Cookie header. */
export class LoggedInDto extends MeDto {
  @ApiProperty({ description: 'When the login ends, epoch milliseconds.', example: 1764043200000 })
  expiresAt!: number;
}
