export { MemoryConversationStore } from './adapters/memory/memory-conversation-store';
export { SqlConversationStore } from './adapters/sql/sql-conversation-store';
export * from './conversation-store';
export * from './exchange/export-conversation';
export * from './exchange/import-conversation';
export * from './tree/message-path';
export { MAX_TITLE_LENGTH } from './title-of';
export * from './window/room-for-history';
export * from './window/trim-history';
