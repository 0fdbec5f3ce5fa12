import { Module } from '@nestjs/common';
import { ConversationRetention } from './conversation-retention';
import { PrivacyController } from './privacy.controller';
import { PrivacyService } from './privacy.service';
import { RetentionProcessor } from './retention.processor';
import { RetentionService } from './retention.service';

/** What is kept of people, and for how long. The places themselves belong to their features. */
@Module({
  controllers: [PrivacyController],
  providers: [PrivacyService, RetentionService, RetentionProcessor, ConversationRetention],
})
export class PrivacyModule {}
