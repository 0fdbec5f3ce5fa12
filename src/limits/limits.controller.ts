import { Controller, Delete, Get, HttpCode, HttpStatus, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { LimitsDto, LimitSubjectDto } from './dto/limits.dto';
import { LIMIT_OPERATOR } from './limit-subject';
import { LimitsService } from './limits.service';

/** How callers stand. */
@ApiTags('limits')
@Controller('api/v1/limits')
export class LimitsController {
  constructor(private readonly limits: LimitsService) {}

  @Authenticated({ scope: 'any' })
  @Get()
  @ApiOperation({
    summary:
      'How you stand; for operators also how a user, a key or an address does. Counts as reading, and nothing else.',
  })
  @ApiOkResponse({ type: LimitsDto })
  show(@Query() subject: LimitSubjectDto, @Req() request: FastifyRequest): Promise<LimitsDto> {
    return this.limits.show(subject, principalOf(request));
  }

  @Authenticated(LIMIT_OPERATOR)
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Forget what was counted for you, a user, a key or an address. Running chats go on.' })
  @ApiNoContentResponse({ description: 'All of its limits are whole again.' })
  async reset(@Query() subject: LimitSubjectDto, @Req() request: FastifyRequest): Promise<void> {
    const origin = { requestId: request.id, clientAddress: clientAddress(request) };
    await this.limits.reset(subject, principalOf(request), origin);
  }
}
