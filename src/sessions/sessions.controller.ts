import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { EndedSessionsDto, SessionDto, SessionListDto, SessionOwnerDto } from './dto/session.dto';
import { SessionsService, type SessionOrigin } from './sessions.service';

/** From where a user uses the product. */
@ApiTags('sessions')
@Authenticated({ scope: 'chat' })
@Controller('api/v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  @Idempotent()
  @ApiOperation({
    summary: 'Open a session.',
    description: 'Name it as `sessionId` in a chat (under /v1 in the header X-Session-Id), which keeps it open.',
  })
  @ApiCreatedResponse({ type: SessionDto })
  @ApiConflictResponse({ description: 'As many are open as may be; `error.sessions` lists them.' })
  open(@Req() request: FastifyRequest): Promise<SessionDto> {
    return this.sessions.open(principalOf(request), originOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'The open sessions, oldest first: your own, or those of a user of your organisation.' })
  @ApiOkResponse({ type: SessionListDto })
  list(@Query() { userId }: SessionOwnerDto, @Req() request: FastifyRequest): Promise<SessionListDto> {
    return this.sessions.list(principalOf(request), userId);
  }

  @Post(':id/touch')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Keep a session open without a chat.' })
  @ApiOkResponse({ type: SessionDto })
  @ApiNotFoundResponse({ description: 'It is not open.' })
  touch(@Param('id') id: string, @Req() request: FastifyRequest): Promise<SessionDto> {
    return this.sessions.touch(principalOf(request), id);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'End a session: your own, or that of a user of your organisation.' })
  @ApiNoContentResponse({ description: 'It has ended.' })
  @ApiNotFoundResponse({ description: 'It is not open.' })
  async end(
    @Param('id') id: string,
    @Query() { userId }: SessionOwnerDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.sessions.end(principalOf(request), id, originOf(request), userId);
  }

  @Delete()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'End all sessions: your own, or those of a user of your organisation.' })
  @ApiOkResponse({ type: EndedSessionsDto })
  async endAll(@Query() { userId }: SessionOwnerDto, @Req() request: FastifyRequest): Promise<EndedSessionsDto> {
    return { ended: await this.sessions.endAll(principalOf(request), originOf(request), userId) };
  }
}

function originOf(request: FastifyRequest): SessionOrigin {
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: request.headers['user-agent'],
  };
}
