import { Body, Controller, Get, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../http/auth/principal-of';
import { Idempotent } from '../../http/decorators/idempotent.decorator';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { actingOf } from '../acts';
import { PageQueryDto } from '../dto/page-query.dto';
import { CreateUserDto, UpdateUserDto, UserDto, UserListDto } from './dto/user.dto';
import { UsersService } from './users.service';

/** People and programs. */
@ApiTags('identity')
@Authenticated({ roles: ['admin'], scope: 'admin' })
@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Make a user.' })
  @ApiBody({ type: CreateUserDto, examples: { user: { value: { name: 'Ada', roles: ['user'] } } } })
  @ApiCreatedResponse({ type: UserDto })
  create(@Body() body: CreateUserDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return this.users.create(body, actingOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'The users of your organisation, newest first; all if you administer the installation.' })
  @ApiOkResponse({ type: UserListDto })
  list(@Query() query: PageQueryDto, @Req() request: FastifyRequest): Promise<UserListDto> {
    return this.users.list(query, principalOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One user.' })
  @ApiOkResponse({ type: UserDto })
  get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<UserDto> {
    return this.users.get(id, principalOf(request));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Rename a user, change the roles, disable or enable.',
    description: 'Rights that are taken away are gone within 5 seconds everywhere, and open streams of the user end.',
  })
  @ApiBody({ type: UpdateUserDto, examples: { roles: { value: { roles: ['user', 'auditor'] } } } })
  @ApiOkResponse({ type: UserDto })
  update(@Param('id') id: string, @Body() body: UpdateUserDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return this.users.update(id, body, actingOf(request));
  }
}
