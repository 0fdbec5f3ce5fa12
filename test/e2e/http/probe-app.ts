import { Body, Controller, Get, HttpCode, Module, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type as Nested } from 'class-transformer';
import { IsArray, IsNumber, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Authenticated, Public } from '../../../src/http/decorators/route-policy.decorator';
import { DEFAULT_HTTP_OPTIONS, type HttpOptions } from '../../../src/http/http-options';
import { HttpModule } from '../../../src/http/http.module';
import { applyHttpPipeline } from '../../../src/http/pipeline';
import { createHttpAdapter, type HttpAdapter, type HttpParts } from '../../../src/http/server/http-server';

/** A part of {@link EchoDto}. */
export class EchoPartDto {
  @IsString()
  @MaxLength(100)
  text!: string;
}

/** Body of the echo route. */
export class EchoDto {
  @IsString()
  name!: string;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  weight?: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Nested(() => EchoPartDto)
  parts?: EchoPartDto[];
}

/** Routes to try the pipeline with. */
@Public()
@Controller('probe')
export class ProbeController {
  @Get('plain')
  plain(): { ok: true } {
    return { ok: true };
  }

  @Get('items/:id')
  item(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Post('echo')
  @HttpCode(200)
  echo(@Body() body: EchoDto): EchoDto {
    return body;
  }

  @Post('any')
  @HttpCode(200)
  any(@Body() body: unknown): { body: unknown } {
    return { body };
  }

  @Get('broken')
  broken(): never {
    throw new Error('the secret CANARY of the inside');
  }

  @Get('broken-later')
  brokenLater(@Req() _request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('begun');
    throw new Error('after the head');
  }
}

/** A probe of a process manager. */
@Public()
@Controller('health')
export class HealthProbeController {
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}

/** A route behind the key. */
@Authenticated()
@Controller('closed')
export class ClosedController {
  @Get()
  read(): { ok: true } {
    return { ok: true };
  }

  @Post()
  @HttpCode(200)
  write(): { ok: true } {
    return { ok: true };
  }
}

@Module({})
class ProbeModule {}

/** A listening app with the real pipeline. */
export interface ProbeApp {
  app: NestFastifyApplication;
  adapter: HttpAdapter;
  port: number;
  close(): Promise<void>;
}

/** Boots the pipeline over a real socket with the probe's controllers and any others. */
export async function startProbe(
  options: Partial<HttpOptions> = {},
  parts: HttpParts = {},
  controllers: readonly Type[] = [],
): Promise<ProbeApp> {
  const all: HttpOptions = { ...DEFAULT_HTTP_OPTIONS, logLevel: 'silent', ...options };
  const adapter = createHttpAdapter(all, parts);
  const module = {
    module: ProbeModule,
    imports: [HttpModule.register(all)],
    controllers: [ProbeController, HealthProbeController, ClosedController, ...controllers],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  applyHttpPipeline(app, all);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    app,
    adapter,
    port,
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
    },
  };
}
