import { RedisStore } from '@app/storage';
import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { CacheAdminService } from './cache-admin.service';
import { CacheKeyPageDto, CacheStatsDto, RemovalDto } from './dto/cache-stats.dto';
import { InvalidateDto, ListKeysDto } from './dto/invalidate.dto';
import { ListMostAskedDto, MostAskedPageDto } from './dto/most-asked.dto';
import { MostAskedService } from './most-asked.service';

/** The response cache, for operators. */
@ApiTags('cache')
@Authenticated({ roles: ['operator'], scope: 'operations' })
@Controller('api/v1/cache')
export class CacheController {
  constructor(
    private readonly admin: CacheAdminService,
    private readonly mostAsked: MostAskedService,
    private readonly redis: RedisStore,
  ) {}

  @Get('stats')
  @Authenticated({ roles: ['operator'], scope: 'operations', installation: true })
  @ApiOperation({ summary: 'Hits, misses, what was saved, and the memory in use.' })
  @ApiOkResponse({ type: CacheStatsDto })
  stats(): Promise<CacheStatsDto> {
    return this.admin.stats(this.redis);
  }

  @Get('keys')
  @ApiOperation({
    summary: 'The stored answers of the organisation, in no order.',
    description: 'Looks at every stored answer, a page at a time; a page may be empty and yet not the last.',
  })
  @ApiOkResponse({ type: CacheKeyPageDto })
  keys(@Query() query: ListKeysDto, @Req() request: FastifyRequest): Promise<CacheKeyPageDto> {
    return this.admin.keys(query, principalOf(request));
  }

  @Get('popular')
  @ApiOperation({
    summary: 'The questions of the organisation that are asked most, and whether their answers are stored.',
    description:
      'Counted within some seconds, outside of conversations, of those that had an answer that may be stored. Texts of private questions are told to whoever asked them alone.',
  })
  @ApiOkResponse({ type: MostAskedPageDto })
  popular(@Query() { limit }: ListMostAskedDto, @Req() request: FastifyRequest): Promise<MostAskedPageDto> {
    return this.mostAsked.list(limit, principalOf(request));
  }

  @Post('invalidate')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Removes stored answers by key, user, model, conversation, tag or pattern.',
    description:
      'In Redis at once, in the memory of every process within a second. With `dryRun` it only counts. Audited.',
  })
  @ApiBody({
    type: InvalidateDto,
    examples: {
      tag: { summary: 'Count what has a tag', value: { tag: 'faq', dryRun: true } },
      pattern: { value: { pattern: 'anthropic/*:cot:*' } },
    },
  })
  @ApiOkResponse({ type: RemovalDto })
  invalidate(@Body() body: InvalidateDto, @Req() request: FastifyRequest): Promise<RemovalDto> {
    const origin = { principal: principalOf(request), requestId: request.id, clientAddress: clientAddress(request) };
    return this.admin.invalidate(body, origin);
  }
}
