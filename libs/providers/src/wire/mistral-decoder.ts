import { OpenAiChatDecoder } from './openai-chat-decoder';

/**
 * Replies of Mistral: Chat Completions whose content is a plain string or a list of thinking and text chunks, at the turn
 * from thinking to answer both in one chunk. The chat decoder reads such lists, since gateways pass them on.
 */
export class MistralDecoder extends OpenAiChatDecoder {
  /** `provider` names the provider in errors. */
  constructor(provider = 'mistral') {
    super(provider);
  }
}
