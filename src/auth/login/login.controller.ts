import { AppError, type Principal } from '@app/kernel';
import { Body, Controller, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOpen } from '../../http/auth/is-open';
import { principalOf } from '../../http/auth/principal-of';
import { endedSessionCookies, readSessionCookie, sessionCookie } from '../../http/auth/session-cookie';
import { LimitedAs } from '../../http/decorators/limited-as.decorator';
import { Authenticated, Public } from '../../http/decorators/route-policy.decorator';
import { actingOf } from '../acts';
import { isOverHttps, isOverLoopback } from './connection-safety';
import { LoggedInDto, LoginDto, LoginNeedDto, MeDto } from './dto/login.dto';
import { LoginService } from './login.service';

/** The login of the web page, and who somebody is. */
@ApiTags('identity')
@Controller('api/v1')
export class LoginController {
  constructor(private readonly logins: LoginService) {}

  @Public()
  @ApiSecurity({})
  @LimitedAs('login')
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Exchange an API key for a session cookie, for browsers.',
    description:
      'The cookie is HttpOnly and SameSite=Strict, over HTTPS also Secure and bound to the host. Requests that change something carry ' +
      'csrfToken as X-CSRF-Token beside it. Over plain HTTP only clients of the same machine can log in.',
  })
  @ApiBody({ type: LoginDto, examples: { key: { value: { apiKey: 'sw_…' } } } })
  @ApiOkResponse({ type: LoggedInDto })
  async login(
    @Body() { apiKey }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedInDto> {
    const isSecure = isOverHttps(request);
    if (!isSecure && !isOverLoopback(request)) {
      throw new AppError('forbidden', 'Log in over HTTPS: on its way here the key could be read by others.');
    }
    const { text, csrfToken, principal, expiresAt, maxAgeSeconds } = await this.logins.login(apiKey, request);
    reply.header('set-cookie', sessionCookie(text, maxAgeSeconds, isSecure));
    return { ...describe(principal), csrfToken, expiresAt };
  }

  @Public()
  @ApiSecurity({})
  @Get('login')
  @ApiOperation({
    summary: 'Whether a login comes first, for browsers.',
    description:
      'Answered to everybody, so that a page can ask without being refused. Whether the session of a cookie is still good tells GET /api/v1/me.',
  })
  @ApiOkResponse({ type: LoginNeedDto })
  loginNeed(@Req() { server, headers }: FastifyRequest): LoginNeedDto {
    return { needed: !isOpen(server.edge.options) && readSessionCookie(headers.cookie) === undefined };
  }

  @Authenticated({ scope: 'any' })
  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'End the session of the cookie, everywhere. Without one: nothing.' })
  @ApiNoContentResponse({ description: 'There is no session any more.' })
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const session = request.csrfToken === null ? undefined : readSessionCookie(request.headers.cookie);
    if (session !== undefined) await this.logins.logout(session, actingOf(request));
    reply.header('set-cookie', endedSessionCookies());
  }

  @Authenticated({ scope: 'any' })
  @Get('me')
  @ApiOperation({ summary: 'Who calls, with which rights.' })
  @ApiOkResponse({ type: MeDto })
  me(@Req() request: FastifyRequest): MeDto {
    const { csrfToken } = request;
    return { ...describe(principalOf(request)), ...(csrfToken === null ? {} : { csrfToken }) };
  }
}

type Described = Omit<MeDto, 'csrfToken'>;

function describe({ kind, organisationId, userId, keyId, roles, scopes, allowedModels, limits }: Principal): Described {
  return {
    kind,
    organisationId,
    userId,
    ...(keyId === undefined ? {} : { keyId }),
    roles,
    ...(scopes === undefined ? {} : { scopes }),
    ...(allowedModels === undefined ? {} : { allowedModels }),
    limits,
  };
}
