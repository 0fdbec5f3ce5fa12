import { Controller, Delete, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { abortOnDisconnect } from '../http/client-abort';
import { Produces } from '../http/decorators/produces.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { ErasureDto } from './dto/erasure.dto';
import { PrivacyService, type PrivacyAsker } from './privacy.service';

const NDJSON = 'application/x-ndjson';
const USER = { name: 'userId', description: '`me`, or the id of a user for administrators.', example: 'me' };

/** Everything that is kept of a user. No key that was narrowed may ask. */
@ApiTags('privacy')
@Authenticated()
@Controller('api/v1/privacy/users')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Get(':userId/data')
  @Produces(NDJSON)
  @ApiProduces(NDJSON)
  @ApiParam(USER)
  @ApiOperation({
    summary: 'Everything that is kept of a user, as lines of JSON.',
    description: 'Each line says its place; the last one says that this was all. An audited act.',
  })
  @ApiOkResponse({ description: 'One thing a line (docs/privacy.md).', schema: { type: 'string' } })
  async export(
    @Param('userId') userId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { signal } = abortOnDisconnect(request, reply);
    const lines = await this.privacy.export(userId, askerOf(request), signal);
    void reply
      .header('content-type', NDJSON)
      .header('content-disposition', 'attachment; filename="my-data.ndjson"')
      .send(Readable.from(lines));
  }

  @Delete(':userId/data')
  @ApiParam(USER)
  @ApiOperation({
    summary: 'Delete everything that is kept of a user.',
    description:
      'The bill keeps its sums without a name, the audit trail its ids and hashes. Cannot be undone; audited.',
  })
  @ApiOkResponse({ type: ErasureDto })
  erase(@Param('userId') userId: string, @Req() request: FastifyRequest): Promise<ErasureDto> {
    return this.privacy.erase(userId, askerOf(request));
  }
}

function askerOf(request: FastifyRequest): PrivacyAsker {
  return { principal: principalOf(request), requestId: request.id, clientAddress: clientAddress(request) };
}
