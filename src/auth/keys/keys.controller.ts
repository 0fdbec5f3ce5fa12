import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../http/auth/principal-of';
import { Idempotent } from '../../http/decorators/idempotent.decorator';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { actingOf } from '../acts';
import { PageQueryDto } from '../dto/page-query.dto';
import { CreateKeyDto } from './dto/create-key.dto';
import { KeyDto, KeyListDto, NewKeyDto } from './dto/key.dto';
import { RotateKeyDto } from './dto/rotate-key.dto';
import { UpdateKeyDto } from './dto/update-key.dto';
import { KeysService } from './keys.service';

/** API keys. */
@ApiTags('identity')
@Authenticated({ scope: 'admin' })
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @Idempotent('credential')
  @Authenticated({ roles: ['admin'], scope: 'admin' })
  @ApiOperation({
    summary: 'Make a key. Its text is in this answer and cannot be shown again.',
    description: 'A key can do what its user may, or less: narrow it by scopes, models, limits and an end.',
  })
  @ApiBody({
    type: CreateKeyDto,
    examples: {
      own: { summary: 'For yourself, with all your rights', value: { name: 'laptop' } },
      narrow: {
        summary: 'For a program that only chats',
        value: {
          name: 'billing service',
          scopes: ['chat'],
          limits: { requestsPerMinute: 60 },
          expiresAt: 4102444800000,
        },
      },
    },
  })
  @ApiCreatedResponse({ type: NewKeyDto })
  create(@Body() body: CreateKeyDto, @Req() request: FastifyRequest): Promise<NewKeyDto> {
    return this.keys.create(body, actingOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'Your keys, newest first; as an administrator all keys of your organisation.' })
  @ApiOkResponse({ type: KeyListDto })
  list(@Query() query: PageQueryDto, @Req() request: FastifyRequest): Promise<KeyListDto> {
    return this.keys.list(query, principalOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One key.' })
  @ApiOkResponse({ type: KeyDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<KeyDto> {
    return this.keys.get(id, principalOf(request));
  }

  @Patch(':id')
  @Authenticated({ roles: ['admin'], scope: 'admin' })
  @ApiOperation({
    summary: 'Rename a key or change what it may.',
    description: 'Rights that are taken away are gone within 5 seconds everywhere, and open streams of the key end.',
  })
  @ApiBody({ type: UpdateKeyDto, examples: { narrow: { value: { scopes: ['chat'], expiresAt: null } } } })
  @ApiOkResponse({ type: KeyDto })
  update(@Param('id') id: string, @Body() body: UpdateKeyDto, @Req() request: FastifyRequest): Promise<KeyDto> {
    return this.keys.update(id, body, actingOf(request));
  }

  @Post(':id/rotate')
  @Idempotent('credential')
  @ApiOperation({
    summary: 'Replace a key by a new one with the same rights. The old one goes on for a while.',
    description: 'The answer is the new key with its text, which cannot be shown again.',
  })
  @ApiBody({ type: RotateKeyDto, examples: { hour: { value: { overlapSeconds: 3600 } } } })
  @ApiCreatedResponse({ type: NewKeyDto })
  rotate(@Param('id') id: string, @Body() body: RotateKeyDto, @Req() request: FastifyRequest): Promise<NewKeyDto> {
    return this.keys.rotate(id, body, actingOf(request));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Revoke a key.',
    description: 'It is refused within 5 seconds everywhere, and its open streams end.',
  })
  @ApiOkResponse({ type: KeyDto })
  revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<KeyDto> {
    return this.keys.revoke(id, actingOf(request));
  }
}
