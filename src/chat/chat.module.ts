import { Module } from '@nestjs/common';
import { ChatTurnService } from './chat-turn.service';
import { ChatController } from './native/chat.controller';
import { CompletionsController } from './openai/completions.controller';
import { RunningTurns } from './running-turns';
import { TurnReplier } from './turn-replier';

/** Chat in two dialects over one turn service. */
@Module({
  controllers: [ChatController, CompletionsController],
  providers: [ChatTurnService, RunningTurns, TurnReplier],
  exports: [ChatTurnService],
})
export class ChatModule {}
