import type { ChatMessage, ChatRequest, Conversation, StoredTurn } from '@app/contracts';
import { createStore } from 'zustand/vanilla';
import { asFailure } from '../api/api-failure';
import { streamChat } from '../api/chat-api';
import { changeConversation, createConversation, deleteConversation, readConversation } from '../api/conversations-api';
import { chatOptions, toRequestOptions } from './chat-options';
import { newestLeafOf, pathTo, versionsOf, type MessageTree, type PageMessage } from './message-tree';
import { findUnbegun, storedEnd, toPageMessage } from './stored-turn';
import { TurnRunner } from './turn-runner';
import type { TurnView } from './turn-view';

/** One conversation on the page. */
export interface SessionState {
  /** Absent until its first question is asked, and where nothing is stored. */
  conversationId: string | undefined;
  messages: MessageTree;
  /** The last message of the branch that is shown; null before the first question. */
  leafKey: string | null;
}

/** What a session needs to know of its surroundings. */
export interface SessionSurroundings {
  /** False where the server keeps no conversations: what was said before goes along with each question. */
  isKept(): boolean;
  /** The session has got an id, and so an address. */
  onNamed(session: ChatSession, conversationId: string): void;
  /** The session has lost its id again: nothing was stored under it. */
  onUnnamed(session: ChatSession, conversationId: string): void;
  /** Its first turn is stored. */
  onStored(session: ChatSession): void;
  /** A turn has ended. */
  onTurnEnd(session: ChatSession): void;
}

const WAITING: Omit<TurnView, 'startedAt'> = { phase: 'waiting', steps: [], samples: [], vote: undefined, answer: '' };

/** When to look how the server stored the end of an answer that was cut off, milliseconds after the look before. */
const LOOK_AFTER_MS = [100, 400, 1_500, 5_000];

/** How long a question waits for the end of an answer that was stopped, at most, and how often it looks, milliseconds. */
const MOST_WAIT_MS = 5_000;
const WAIT_STEP_MS = 20;

/** What a person does in one conversation, and the answers that run in it. */
export class ChatSession {
  readonly store = createStore<SessionState>(() => ({ conversationId: undefined, messages: {}, leafKey: null }));
  private readonly runners = new Map<string, TurnRunner>();
  /** Answers that failed, while it is found out under which ids they are stored, if at all, and which of them are to be asked again then. */
  private readonly findings = new Map<string, { isRetried: boolean }>();
  /** The answer whose question begins the conversation, where it gets its id with that. */
  private beginningKey: string | undefined;
  /** While the conversation is made, and until something is stored in it. */
  private making: Promise<void> | undefined;
  private empty: { id: string; version: number } | undefined;
  /** Answers that were stopped and may not have ended at the server. */
  private readonly stopping = new Set<string>();
  private hasLeft = false;
  private lastKey = 0;

  constructor(private readonly surroundings: SessionSurroundings) {}

  /** Takes a stored conversation over, and follows the answers that still run in it. */
  load(conversation: Conversation): void {
    const messages = conversation.messages.map(toPageMessage);
    this.store.setState({
      conversationId: conversation.id,
      messages: Object.fromEntries(messages.map((message) => [message.key, message])),
      leafKey: conversation.activeLeafId,
    });
    for (const { id, state, chatId, createdAt } of conversation.messages) {
      if (state === 'in_progress' && chatId !== undefined) void this.follow(id, chatId, createdAt);
    }
  }

  /** Asks a question after the last message that is shown. */
  ask(text: string): void {
    this.askAfter(this.store.getState().leafKey, text);
  }

  /** Asks an earlier question in other words, as a branch of its own. */
  edit(key: string, text: string): void {
    const message = this.store.getState().messages[key];
    if (message !== undefined) this.askAfter(message.parentKey, text);
  }

  /** Has a question answered again, as a branch beside the answer that is there. */
  regenerate(key: string): void {
    const finding = this.findings.get(key);
    if (finding !== undefined) {
      finding.isRetried = true;
      return;
    }
    const { messages } = this.store.getState();
    const answer = messages[key];
    const question = messages[answer?.parentKey ?? ''];
    if (question === undefined) return;
    // A question that was never stored is asked anew.
    if (question.storedId === undefined && this.surroundings.isKept()) this.answer(question, question.parentKey);
    else this.answer(question, question.parentKey, question.storedId);
  }

  /** Ends an answer that runs. */
  stop(key: string): void {
    const runner = this.runners.get(key);
    if (runner === undefined) return;
    this.stopping.add(key);
    runner.stop();
  }

  /** Shows the next or the one before of the versions of a message. */
  showVersion(key: string, by: 1 | -1): void {
    const { messages, conversationId } = this.store.getState();
    const versions = versionsOf(messages, key);
    const chosen = versions[versions.indexOf(key) + by];
    if (chosen === undefined) return;
    const leafKey = newestLeafOf(messages, chosen);
    this.store.setState({ leafKey });
    const leafId = messages[leafKey]?.storedId;
    if (conversationId === undefined || leafId === undefined) return;
    // Only where the next visit begins: not worth a message when it fails.
    changeConversation(conversationId, { activeLeafId: leafId }).catch(() => undefined);
  }

  /** Stops reading; answers that are stored go on at the server. */
  leave(): void {
    this.hasLeft = true;
    for (const runner of this.runners.values()) runner.leave();
  }

  private askAfter(parentKey: string | null, content: string): void {
    const question: PageMessage = { key: this.newKey(), parentKey, role: 'user', content };
    this.put(question);
    this.answer(question, parentKey);
  }

  private answer(question: PageMessage, parentKey: string | null, regenerate?: string): void {
    const startedAt = Date.now();
    const key = this.newKey();
    this.put({ key, parentKey: question.key, role: 'assistant', content: '', turn: { ...WAITING, startedAt } });
    this.store.setState({ leafKey: key });
    this.beginningKey = key;
    const options = toRequestOptions(chatOptions.getState());
    const body = (): ChatRequest => ({ ...options, ...this.question(question, parentKey, regenerate) });
    void this.run(key, new TurnRunner(this.listenerFor(key), startedAt, undefined, this.surroundings.isKept()), body);
  }

  /** What is to be done before a question is asked. */
  private async prepare(): Promise<void> {
    // The server takes no question after an answer that it is still giving.
    for (const until = Date.now() + MOST_WAIT_MS; this.stopping.size > 0 && Date.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
    await this.name();
  }

  /** Gives the conversation its id before its first question: its address then finds an answer that has not begun yet. */
  private name(): Promise<void> {
    if (!this.surroundings.isKept() || this.store.getState().conversationId !== undefined) return Promise.resolve();
    this.making ??= this.make().finally(() => (this.making = undefined));
    return this.making;
  }

  private async make(): Promise<void> {
    try {
      const { id, version } = await createConversation();
      this.empty = { id, version };
      this.store.setState({ conversationId: id });
      this.surroundings.onNamed(this, id);
    } catch (error) {
      // Who may chat but not see conversations gets the id with the first event.
      if (asFailure(error).code !== 'forbidden') throw error;
    }
  }

  /** A conversation whose first question was refused is not kept. */
  private async removeEmpty(): Promise<void> {
    const { empty } = this;
    if (empty === undefined || this.runners.size > 0) return;
    this.empty = undefined;
    try {
      await deleteConversation(empty.id, empty.version);
    } catch {
      return; // something was stored after all
    }
    this.store.setState({ conversationId: undefined });
    this.surroundings.onUnnamed(this, empty.id);
  }

  private question(question: PageMessage, parentKey: string | null, regenerate: string | undefined): ChatRequest {
    const { messages, conversationId } = this.store.getState();
    if (!this.surroundings.isKept()) return { messages: historyOf(messages, question.key) };
    if (conversationId === undefined) return { conversationId: 'new', message: question.content };
    if (regenerate !== undefined) return { conversationId, regenerate };
    const parentMessageId = parentKey === null ? null : messages[parentKey]?.storedId;
    return { conversationId, message: question.content, ...(parentMessageId !== undefined && { parentMessageId }) };
  }

  private async follow(key: string, chatId: string, startedAt: number): Promise<void> {
    await this.run(key, new TurnRunner(this.listenerFor(key), startedAt, chatId));
  }

  private async run(key: string, runner: TurnRunner, body?: () => ChatRequest): Promise<void> {
    this.runners.set(key, runner);
    await runner.run(body && ((signal) => streamChat(body(), signal)), body && (() => this.prepare()));
    this.runners.delete(key);
    const finding = { isRetried: false };
    this.findings.set(key, finding);
    await this.findFailed(key);
    await this.removeEmpty();
    this.findings.delete(key);
    this.surroundings.onTurnEnd(this);
    if (finding.isRetried) this.regenerate(key);
    await this.readEnd(key);
    this.stopping.delete(key);
  }

  /** What an answer that was cut off used and cost is known to the server alone, soon after its end. */
  private async readEnd(key: string): Promise<void> {
    const { conversationId, messages } = this.store.getState();
    const { storedId, turn } = messages[key] ?? {};
    if (turn?.phase !== 'stopped' && turn?.phase !== 'failed') return;
    if (conversationId === undefined || storedId === undefined) return;
    for (const waitMs of LOOK_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (this.hasLeft) return;
      try {
        const stored = (await readConversation(conversationId)).messages.find(({ id }) => id === storedId);
        if (stored === undefined) return;
        if (stored.state === 'in_progress') continue;
        this.stopping.delete(key);
        this.change(key, { turn: storedEnd(stored, turn) });
        if (stored.usage !== undefined) return;
      } catch (error) {
        // Then it shows what the page knows by itself.
        if (asFailure(error).code === 'not_found') return;
      }
    }
  }

  /** A turn that failed before its stream began is stored all the same: to ask again must not store its question twice. */
  private async findFailed(key: string): Promise<void> {
    const answer = this.store.getState().messages[key];
    const conversationId = answer?.turn?.failure?.details.conversationId;
    if (conversationId === undefined || answer?.storedId !== undefined) return;
    try {
      const { messages, activeLeafId } = await readConversation(conversationId);
      const stored = messages.find(({ id }) => id === activeLeafId);
      if (stored === undefined || stored.parentId === null) return;
      this.noteStored(key, { conversationId, userMessageId: stored.parentId, messageId: stored.id });
    } catch {
      // Then the question is asked anew.
    }
  }

  private listenerFor(key: string): ConstructorParameters<typeof TurnRunner>[0] {
    return {
      onView: (turn) => this.change(key, { turn }),
      onStart: (start) => this.noteStored(key, start),
      findChat: () => this.findChat(key),
    };
  }

  /** The id of an answer that has not begun, as soon as it is stored. */
  private async findChat(key: string): Promise<string | undefined> {
    const { conversationId, messages } = this.store.getState();
    const question = messages[messages[key]?.parentKey ?? ''];
    if (conversationId === undefined || question === undefined) return undefined;
    try {
      const stored = (await readConversation(conversationId)).messages;
      const known = new Set(Object.values(messages).map(({ storedId }) => storedId));
      const answer = findUnbegun(stored, question, known);
      if (answer === undefined) return undefined;
      this.noteStored(key, { conversationId, userMessageId: answer.parentId, messageId: answer.id });
      return answer.chatId;
    } catch {
      return undefined; // the next look may come through
    }
  }

  private noteStored(key: string, { conversationId, userMessageId, messageId }: Partial<StoredTurn>): void {
    const known = this.store.getState().conversationId;
    // A question that was stopped before it began may begin after the next one, which then began a conversation of its own.
    const isOurs = known === undefined ? key === this.beginningKey : conversationId === known;
    if (conversationId !== undefined && !isOurs) return;
    const questionKey = this.store.getState().messages[key]?.parentKey ?? null;
    if (messageId !== undefined) this.change(key, { storedId: messageId });
    if (userMessageId !== undefined && questionKey !== null) this.change(questionKey, { storedId: userMessageId });
    if (conversationId === undefined) return;
    if (conversationId !== known) {
      this.store.setState({ conversationId });
      this.surroundings.onNamed(this, conversationId);
    } else if (this.empty === undefined) return;
    this.empty = undefined;
    this.surroundings.onStored(this);
  }

  private put(message: PageMessage): void {
    this.store.setState(({ messages }) => ({ messages: { ...messages, [message.key]: message } }));
  }

  private change(key: string, change: Partial<PageMessage>): void {
    const message = this.store.getState().messages[key];
    if (message !== undefined) this.put({ ...message, ...change });
  }

  private newKey(): string {
    return `new-${++this.lastKey}`;
  }
}

/** What was said up to a question, for a server that keeps nothing. Answers without text are left out with their question. */
function historyOf(tree: MessageTree, key: string): ChatMessage[] {
  return pathTo(tree, key).flatMap((step): ChatMessage[] => {
    const message = tree[step];
    if (message === undefined || message.role === 'tool') return [];
    const content = message.turn?.answer ?? message.content;
    return content === '' ? [] : [{ role: message.role, content }];
  });
}
