import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { abortOnDisconnect } from '../http/client-abort';
import { Produces } from '../http/decorators/produces.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { clientAddress } from '../http/request/client-address';
import { AuditService } from './audit.service';
import { AuditEntryDto, AuditPageDto } from './dto/audit-entry.dto';
import { AuditExportQueryDto, AuditLiveQueryDto, AuditQueryDto } from './dto/audit-query.dto';
import { AuditVerdictDto } from './dto/audit-verdict.dto';

const DEFAULT_PAGE = 100;
const NDJSON = 'application/x-ndjson';

/** The audit trail of the caller's organisation. */
@ApiTags('audit')
@Authenticated({ roles: ['auditor'], scope: 'audit' })
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiOperation({ summary: 'Who did what to what, newest first.', description: 'For auditors and administrators.' })
  @ApiOkResponse({ type: AuditPageDto })
  list(@Query() query: AuditQueryDto, @Req() request: FastifyRequest): Promise<AuditPageDto> {
    return this.audit.page(principalOf(request).organisationId, query);
  }

  @Get('live')
  @ApiOperation({
    summary: 'The newest entries as Redis shows them.',
    description: 'At most the newest 10,000. From the database when Redis is away or has lost them.',
  })
  @ApiOkResponse({ type: [AuditEntryDto] })
  live(@Query() { limit }: AuditLiveQueryDto, @Req() request: FastifyRequest): Promise<AuditEntryDto[]> {
    return this.audit.newest(principalOf(request).organisationId, limit ?? DEFAULT_PAGE);
  }

  @Get('export')
  @Produces(NDJSON)
  @ApiProduces(NDJSON)
  @ApiOperation({
    summary: 'The whole trail as lines of JSON, oldest first, with its hashes and a signed last line.',
    description: '`npm run audit:verify -- FILE` verifies it without the database. The export is an entry itself.',
  })
  @ApiOkResponse({ description: 'One entry a line (docs/audit.md).', schema: { type: 'string' } })
  async export(
    @Query() { after }: AuditExportQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lines = await this.audit.export(principalOf(request), after ?? 0, {
      requestId: request.id,
      clientAddress: clientAddress(request),
    });
    void reply
      .header('content-type', NDJSON)
      .header('content-disposition', 'attachment; filename="audit.ndjson"')
      .send(Readable.from(lines));
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Verify the trail: every entry, its end, and the signed checkpoints outside the database.',
    description: 'Reads everything; about 15 seconds for a million entries.',
  })
  @ApiOkResponse({ type: AuditVerdictDto })
  async verify(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditVerdictDto> {
    return this.audit.verify(principalOf(request).organisationId, abortOnDisconnect(request, reply).signal);
  }
}
