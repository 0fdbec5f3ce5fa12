import { Module, type DynamicModule } from '@nestjs/common';
import { ConversationRetention } from './conversation-retention';
import { PrivacyController } from './privacy.controller';
import { PrivacyService } from './privacy.service';
import { RetentionProcessor } from './retention.processor';
import { RetentionService } from './retention.service';

/** What is kept of people, and for how long. The places themselves belong to their features. */
@Module({})
export class PrivacyModule {
  /** With the module that knows the users. */
  static register(auth: DynamicModule): DynamicModule {
    return {
      module: PrivacyModule,
      imports: [auth],
      controllers: [PrivacyController],
      providers: [PrivacyService, RetentionService, RetentionProcessor, ConversationRetention],
    };
  }
}
