import { ConversationStore, SqlConversationStore } from '@app/conversations';
import { Clock, IdGenerator } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { Module } from '@nestjs/common';
import { ConversationFilesController } from './conversation-files.controller';
import { ConversationsController } from './conversations.controller';
import { ConversationsService } from './conversations.service';

/** Conversations in SQL. */
@Module({
  controllers: [ConversationFilesController, ConversationsController],
  providers: [
    {
      provide: ConversationStore,
      inject: [SqlDatabase, Clock, IdGenerator],
      useFactory: (database: SqlDatabase, clock: Clock, ids: IdGenerator) =>
        new SqlConversationStore(database, clock, ids),
    },
    ConversationsService,
  ],
})
export class ConversationsModule {}
