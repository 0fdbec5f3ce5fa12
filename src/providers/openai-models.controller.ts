import { AppError } from '@app/kernel';
import { ModelRegistry } from '@app/providers';
import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { OpenAiModelDto, OpenAiModelListDto } from './dto/openai-model.dto';

/** The models as OpenAI clients list them: those that can answer now. */
@ApiTags('openai')
@Authenticated({ scope: 'models' })
@Controller('v1/models')
export class OpenAiModelsController {
  constructor(private readonly models: ModelRegistry) {}

  @Get()
  @ApiOperation({ summary: 'The models that can answer now, in the OpenAI shape; auto is the one the server picks.' })
  @ApiOkResponse({ type: OpenAiModelListDto })
  list(@Req() request: FastifyRequest): OpenAiModelListDto {
    const available = this.models.list(principalOf(request).allowedModels).filter((model) => model.available);
    const auto = available.length === 0 ? [] : [AUTO];
    return { object: 'list', data: [...auto, ...available.map(({ id, provider }) => toOpenAiModel(id, provider))] };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One model by id or alias, in the OpenAI shape.' })
  @ApiOkResponse({ type: OpenAiModelDto })
  retrieve(@Param('id') name: string, @Req() request: FastifyRequest): OpenAiModelDto {
    const found = this.models.find(name, principalOf(request).allowedModels);
    if (found === undefined) {
      throw new AppError('model_not_found', 'No such model; GET /v1/models lists those that can answer.', {
        param: 'id',
      });
    }
    return toOpenAiModel(found.id, found.provider);
  }

  /** Ids hold slashes, which clients forget to encode. */
  @Get(':provider/*')
  @ApiExcludeEndpoint()
  retrieveByPath(
    @Param('provider') provider: string,
    @Param('*') rest: string,
    @Req() request: FastifyRequest,
  ): OpenAiModelDto {
    return this.retrieve(`${provider}/${rest}`, request);
  }
}

/** What a request asks for when it leaves the choice to the server. */
const AUTO: OpenAiModelDto = { id: 'auto', object: 'model', created: 0, owned_by: 'stepwise' };

/** The API wants a creation time; the catalogue knows none, so it is the epoch. */
function toOpenAiModel(id: string, provider: string): OpenAiModelDto {
  return { id, object: 'model', created: 0, owned_by: provider };
}
