import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Produces } from '../http/decorators/produces.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { UsageDto } from './dto/usage.dto';
import { UsageQueryDto } from './dto/usage-query.dto';
import { UsageService } from './usage.service';

/** What was used, and what it cost. */
@ApiTags('usage')
@Authenticated({ scope: 'usage' })
@Controller('api/v1/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @ApiOperation({
    summary: 'Calls, tokens and cost, by any dimension.',
    description: 'Of the organisation; users without a further role see their own.',
  })
  @ApiOkResponse({ type: UsageDto })
  sums(@Query() query: UsageQueryDto, @Req() request: FastifyRequest): Promise<UsageDto> {
    return this.usage.sums(query, principalOf(request));
  }

  @Get('export')
  @Produces('text/csv')
  @ApiProduces('text/csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="usage.csv"')
  @ApiOperation({
    summary: 'The same as CSV, by every dimension unless groupBy says less.',
    description: 'Cells that a spreadsheet would run as a formula are led by an apostrophe.',
  })
  @ApiOkResponse({ description: 'CSV with a line of names.', schema: { type: 'string' } })
  export(@Query() query: UsageQueryDto, @Req() request: FastifyRequest): Promise<string> {
    const { id, ip } = request;
    return this.usage.exportCsv(query, { principal: principalOf(request), requestId: id, clientAddress: ip });
  }
}
