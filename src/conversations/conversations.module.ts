import { ConversationStore, SqlConversationStore } from '@app/conversations';
import { Clock, IdGenerator } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { ConversationsConfig } from '../config/conversations-config';
import { AnswersInProgress } from './answers-in-progress';
import { ConversationActs } from './conversation-acts';
import { ConversationData } from './conversation-data';
import { ConversationLayer } from './conversation-layer';
import { ConversationMetrics } from './conversation-metrics';
import { ConversationFilesController } from './conversation-files.controller';
import { ConversationsController } from './conversations.controller';
import { ConversationsService } from './conversations.service';

/** Conversations in SQL. */
@Module({})
export class ConversationsModule {
  static register(config: ConversationsConfig): DynamicModule {
    return {
      module: ConversationsModule,
      controllers: [ConversationFilesController, ConversationsController],
      providers: [
        { provide: ConversationsConfig, useValue: config },
        {
          provide: ConversationStore,
          inject: [SqlDatabase, Clock, IdGenerator],
          useFactory: (database: SqlDatabase, clock: Clock, ids: IdGenerator) =>
            new SqlConversationStore(database, clock, ids),
        },
        AnswersInProgress,
        ConversationActs,
        ConversationData,
        ConversationLayer,
        ConversationMetrics,
        ConversationsService,
      ],
      exports: [ConversationLayer, ConversationStore],
    };
  }
}
