import { Module, type DynamicModule } from '@nestjs/common';
import type { ModelLayer, TurnLayer } from '@app/turn';
import { BareTurns } from './bare-turns';
import { ChatTurnService } from './chat-turn.service';
import { ChatController } from './native/chat.controller';
import { CompletionsController } from './openai/completions.controller';
import { ActiveAnswersData } from './resume/active-answers-data';
import { AnswerStreams } from './resume/answer-streams';
import { ChatStreamsController } from './resume/chat-streams.controller';
import { StreamMirror } from './resume/stream-mirror';
import { RunningTurns } from './running-turns';
import { TurnCore } from './turn-core';
import { MODEL_LAYERS, TURN_LAYERS, type TurnOrder } from './turn-layers';
import { TurnPlanner } from './turn-planner';
import { TurnReplier } from './turn-replier';

/** Chat in two dialects over one turn service. */
@Module({})
export class ChatModule {
  /** With the layers of this installation, and the modules that provide them. */
  static register(order: TurnOrder, imports: DynamicModule['imports'] = []): DynamicModule {
    return {
      module: ChatModule,
      imports,
      controllers: [ChatController, ChatStreamsController, CompletionsController],
      providers: [
        {
          provide: TURN_LAYERS,
          inject: [...order.turnLayers],
          useFactory: (...layers: TurnLayer[]) => layers,
        },
        {
          provide: MODEL_LAYERS,
          inject: [...order.modelLayers],
          useFactory: (...layers: ModelLayer[]) => layers,
        },
        ActiveAnswersData,
        AnswerStreams,
        BareTurns,
        ChatTurnService,
        RunningTurns,
        StreamMirror,
        TurnCore,
        TurnPlanner,
        TurnReplier,
      ],
      exports: [BareTurns, ChatTurnService],
    };
  }
}
