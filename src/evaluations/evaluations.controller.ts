import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { principalOf } from '../http/auth/principal-of';
import { CreateEvaluationDto } from './dto/create-evaluation.dto';
import { EvaluationDto, EvaluationListDto, EvaluationSummaryDto } from './dto/evaluation.dto';
import { EvaluationsService } from './evaluations.service';

/** Evaluations as background jobs. */
@ApiTags('evaluations')
@Authenticated({ scope: 'chat' })
@Controller('api/v1/evaluations')
export class EvaluationsController {
  constructor(private readonly evaluations: EvaluationsService) {}

  @Post()
  @Idempotent()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Measure what reasoning strategies gain and cost on questions with known answers.',
    description: 'Runs in the background; GET /api/v1/evaluations/{id} tells how far it is and holds the report.',
  })
  @ApiBody({
    type: CreateEvaluationDto,
    examples: {
      questions: {
        summary: 'Questions in the request',
        value: {
          name: 'sums',
          questions: [{ question: 'Tom has 3 bags of 4 apples and eats 2. How many are left?', answer: '10' }],
          models: ['auto'],
          strategies: ['direct', 'cot'],
        },
      },
      dataset: { summary: 'A file of the server', value: { dataset: 'gsm8k-test.jsonl', limit: 200, seed: 1 } },
    },
  })
  @ApiAcceptedResponse({ type: EvaluationSummaryDto })
  create(@Body() body: CreateEvaluationDto, @Req() request: FastifyRequest): Promise<EvaluationSummaryDto> {
    return this.evaluations.create(body, principalOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'Your evaluations, newest first; for administrators all of the organisation.' })
  @ApiOkResponse({ type: EvaluationListDto })
  async list(@Req() request: FastifyRequest): Promise<EvaluationListDto> {
    return { evaluations: await this.evaluations.list(principalOf(request)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How an evaluation stands, and its report once it has one.' })
  @ApiOkResponse({ type: EvaluationDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<EvaluationDto> {
    return this.evaluations.get(id, principalOf(request));
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Stop an evaluation within a second. What is answered stays.' })
  @ApiAcceptedResponse({ type: EvaluationSummaryDto })
  cancel(@Param('id') id: string, @Req() request: FastifyRequest): Promise<EvaluationSummaryDto> {
    return this.evaluations.cancel(id, principalOf(request));
  }
}
