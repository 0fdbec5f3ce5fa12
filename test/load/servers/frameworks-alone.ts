import 'reflect-metadata';
import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Injectable,
  Module,
  Post,
  UseGuards,
  type CanActivate,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Gives what is sent as JSON for a body that was parsed. */
export type Answer = (body: object) => Promise<unknown>;

const ANSWER = Symbol('answer');

@Injectable()
class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@UseGuards(OpenGuard)
@Controller('v1/chat/completions')
class AnswerController {
  constructor(@Inject(ANSWER) private readonly answer: Answer) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  complete(@Body() body: object): Promise<unknown> {
    return this.answer(body);
  }
}

@Module({})
class AnswerModule {}

/** Nest on Fastify with one guard and nothing of the product, on 127.0.0.1: what the frameworks alone cost. */
export async function serveFrameworksAlone(port: number, answer: Answer): Promise<void> {
  const module = {
    module: AnswerModule,
    controllers: [AnswerController],
    providers: [OpenGuard, { provide: ANSWER, useValue: answer }],
  };
  const app = await NestFactory.create(module, new FastifyAdapter(), { logger: false });
  await app.listen(port, '127.0.0.1');
}
