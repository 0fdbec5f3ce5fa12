// What the frameworks alone cost: a proxy on Nest, Fastify and undici with one guard and nothing of the product.
// `framework-proxy-process.ts PORT UPSTREAM_PORT`.
import 'reflect-metadata';
import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Injectable,
  Module,
  Post,
  UseGuards,
  type CanActivate,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Pool } from 'undici';

const [port = 0, upstreamPort = 0] = process.argv.slice(2).map(Number);
const upstream = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 1024, pipelining: 1 });

@Injectable()
class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@UseGuards(OpenGuard)
@Controller('v1/chat/completions')
class ProxyController {
  @Post()
  @HttpCode(HttpStatus.OK)
  async complete(@Body() body: object): Promise<unknown> {
    const reply = await upstream.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return reply.body.json();
  }
}

@Module({ controllers: [ProxyController], providers: [OpenGuard] })
class ProxyModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(ProxyModule, new FastifyAdapter(), { logger: false });
  await app.listen(port, '127.0.0.1');
}

void main();
