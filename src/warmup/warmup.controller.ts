import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { CreateWarmupDto } from './dto/create-warmup.dto';
import { WarmupDto } from './dto/warmup.dto';
import { WarmupService } from './warmup.service';

/** Warm-ups of the response cache, for operators. */
@ApiTags('cache')
@Authenticated({ roles: ['operator'], scope: 'operations' })
@Controller('api/v1/cache/warmup')
export class WarmupController {
  constructor(private readonly warmups: WarmupService) {}

  @Post()
  @Idempotent()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Asks questions in the background, so that their answers are stored.',
    description:
      'Skips what is fresh, within a budget. The same request again, while it waits or runs, is the same warm-up. Audited.',
  })
  @ApiBody({
    type: CreateWarmupDto,
    examples: {
      list: {
        summary: 'Questions of your own',
        value: { source: 'list', questions: [{ message: 'How do I reset my password?' }] },
      },
      popular: { summary: 'The most asked ones', value: { source: 'popular', limit: 50, maxRequests: 20 } },
    },
  })
  @ApiAcceptedResponse({ type: WarmupDto })
  create(@Body() body: CreateWarmupDto, @Req() request: FastifyRequest): Promise<WarmupDto> {
    const origin = { principal: principalOf(request), requestId: request.id, clientAddress: clientAddress(request) };
    return this.warmups.create(body, origin);
  }

  @Get()
  @ApiOperation({ summary: 'The warm-ups of the organisation, newest first.' })
  @ApiOkResponse({ type: [WarmupDto] })
  list(@Req() request: FastifyRequest): Promise<WarmupDto[]> {
    return this.warmups.list(principalOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'How a warm-up stands.' })
  @ApiOkResponse({ type: WarmupDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<WarmupDto> {
    return this.warmups.get(id, principalOf(request));
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Stops a warm-up; what is stored stays.' })
  @ApiOkResponse({ type: WarmupDto })
  cancel(@Param('id') id: string, @Req() request: FastifyRequest): Promise<WarmupDto> {
    return this.warmups.cancel(id, principalOf(request));
  }
}
