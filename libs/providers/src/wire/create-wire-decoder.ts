import { AnthropicDecoder } from './anthropic-decoder';
import { BedrockDecoder } from './bedrock-decoder';
import { CohereDecoder } from './cohere-decoder';
import { GeminiDecoder } from './gemini-decoder';
import { MistralDecoder } from './mistral-decoder';
import { OllamaDecoder } from './ollama-decoder';
import { OpenAiChatDecoder } from './openai-chat-decoder';
import { OpenAiResponsesDecoder } from './openai-responses-decoder';
import type { WireDecoder, WireDialect } from './wire-decoder';

const DECODERS: Readonly<Record<WireDialect, new (provider: string) => WireDecoder>> = {
  'openai-chat': OpenAiChatDecoder,
  'openai-responses': OpenAiResponsesDecoder,
  anthropic: AnthropicDecoder,
  mistral: MistralDecoder,
  gemini: GeminiDecoder,
  cohere: CohereDecoder,
  ollama: OllamaDecoder,
  bedrock: BedrockDecoder,
};

/** A decoder for one reply in this wire format. `provider` names the provider in errors; default: the format's name. */
export function createWireDecoder(dialect: WireDialect, provider: string = dialect): WireDecoder {
  return new DECODERS[dialect](provider);
}
