import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { BudgetsService } from './budgets.service';
import { BudgetDto, BudgetListDto, CreateBudgetDto, UpdateBudgetDto } from './dto/budget.dto';
import type { UsageAsker } from './usage.service';

/** What may be spent, by whom, in which time. */
@ApiTags('budgets')
@Authenticated({ roles: ['admin'], scope: 'admin' })
@Controller('api/v1/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @ApiOperation({ summary: 'All budgets of the organisation, with what they stand at.' })
  @ApiOkResponse({ type: BudgetListDto })
  async list(@Req() request: FastifyRequest): Promise<BudgetListDto> {
    return { budgets: await this.budgets.list(principalOf(request).organisationId) };
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Set a budget. It holds in every process within five seconds.' })
  @ApiBody({
    type: CreateBudgetDto,
    examples: {
      users: {
        summary: 'Of each user by itself',
        value: { name: 'Each user', subjectType: 'user', period: 'day', limitMicroUsd: 5_000_000 },
      },
      organisation: {
        summary: 'Of all together',
        value: { name: 'All of us', subjectType: 'organisation', period: 'month', limitMicroUsd: 200_000_000 },
      },
    },
  })
  @ApiCreatedResponse({ type: BudgetDto })
  create(@Body() body: CreateBudgetDto, @Req() request: FastifyRequest): Promise<BudgetDto> {
    return this.budgets.create(body, askerOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'A budget, with what it stands at.' })
  @ApiOkResponse({ type: BudgetDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<BudgetDto> {
    return this.budgets.get(principalOf(request).organisationId, id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename a budget, or change its limit.' })
  @ApiBody({ type: UpdateBudgetDto, examples: { limit: { value: { limitMicroUsd: 8_000_000 } } } })
  @ApiOkResponse({ type: BudgetDto })
  update(@Param('id') id: string, @Body() body: UpdateBudgetDto, @Req() request: FastifyRequest): Promise<BudgetDto> {
    return this.budgets.update(id, body, askerOf(request));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Take a budget away.' })
  @ApiNoContentResponse()
  delete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.budgets.delete(id, askerOf(request));
  }
}

function askerOf(request: FastifyRequest): UsageAsker {
  return { principal: principalOf(request), requestId: request.id, clientAddress: clientAddress(request) };
}
