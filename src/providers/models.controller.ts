import type { ModelInfo } from '@app/contracts';
import { ModelRegistry } from '@app/providers';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { ModelListDto } from './dto/model-info.dto';
import { ProviderStatusService } from './provider-status.service';

/** The catalogue, in our own words. */
@ApiTags('models')
@Authenticated({ scope: 'models' })
@Controller('api/v1/models')
export class ModelsController {
  constructor(
    private readonly models: ModelRegistry,
    private readonly status: ProviderStatusService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Every model of the catalogue that you may use: what it can do, what it costs, whether it can answer now.',
  })
  @ApiOkResponse({ type: ModelListDto })
  async list(@Req() request: FastifyRequest): Promise<{ models: ModelInfo[] }> {
    return { models: await this.status.addTo(this.models.list(principalOf(request).allowedModels)) };
  }
}
