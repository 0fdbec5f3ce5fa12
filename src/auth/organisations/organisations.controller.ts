import { Body, Controller, Get, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../http/auth/principal-of';
import { Idempotent } from '../../http/decorators/idempotent.decorator';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { actingOf } from '../acts';
import { PageQueryDto } from '../dto/page-query.dto';
import {
  CreateOrganisationDto,
  OrganisationDto,
  OrganisationListDto,
  UpdateOrganisationDto,
} from './dto/organisation.dto';
import { OrganisationsService } from './organisations.service';

/** Tenants. */
@ApiTags('identity')
@Authenticated({ roles: ['admin'], scope: 'admin' })
@Controller('api/v1/organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Make an organisation. Only administrators of the installation may.' })
  @ApiBody({ type: CreateOrganisationDto, examples: { organisation: { value: { name: 'Example Ltd' } } } })
  @ApiCreatedResponse({ type: OrganisationDto })
  create(@Body() body: CreateOrganisationDto, @Req() request: FastifyRequest): Promise<OrganisationDto> {
    return this.organisations.create(body, actingOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'The organisations, newest first; your own unless you administer the installation.' })
  @ApiOkResponse({ type: OrganisationListDto })
  list(@Query() query: PageQueryDto, @Req() request: FastifyRequest): Promise<OrganisationListDto> {
    return this.organisations.list(query, principalOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One organisation.' })
  @ApiOkResponse({ type: OrganisationDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<OrganisationDto> {
    return this.organisations.get(id, principalOf(request));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Rename, disable or enable an organisation.',
    description: 'Disabled, its keys and tokens are refused within 5 seconds and its open streams end.',
  })
  @ApiBody({
    type: UpdateOrganisationDto,
    examples: { rename: { value: { name: 'Example plc' } }, disable: { value: { disabled: true } } },
  })
  @ApiOkResponse({ type: OrganisationDto })
  update(
    @Param('id') id: string,
    @Body() body: UpdateOrganisationDto,
    @Req() request: FastifyRequest,
  ): Promise<OrganisationDto> {
    return this.organisations.update(id, body, actingOf(request));
  }
}
