import type { ConversationSummary } from '@app/contracts';
import { createStore } from 'zustand/vanilla';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { changeConversation, deleteConversation, listConversations, readConversation } from '../api/conversations-api';
import { ChatSession, type SessionSurroundings } from './chat-session';

/** What the list of conversations shows. */
export interface ChatsState {
  /** The conversation that has no question yet, or is not stored. */
  draft: ChatSession;
  /** `unkept` where the server keeps no conversations. */
  status: 'loading' | 'ready' | 'unkept' | 'failed';
  conversations: readonly ConversationSummary[];
  nextCursor: string | undefined;
  search: string;
  failure: ApiFailure | undefined;
}

/** What the page shows, and where it is. */
export interface ShownPage {
  shows(session: ChatSession): boolean;
  /** Another address for what is shown. */
  goTo(address: string): void;
}

/** All conversations of a person, and the ones that are open on this page. */
export class Chats {
  private readonly sessions = new Map<string, ChatSession>();
  private readonly surroundings: SessionSurroundings = {
    isKept: () => this.store.getState().status !== 'unkept',
    onNamed: (session, id) => {
      this.sessions.set(id, session);
      if (this.page.shows(session)) this.page.goTo(`/c/${id}`);
      if (this.store.getState().draft === session) this.begin();
    },
    onUnnamed: (session, id) => {
      if (this.page.shows(session)) {
        this.store.setState({ draft: session });
        this.page.goTo('/');
      }
      this.sessions.delete(id);
    },
    onStored: () => void this.refresh(),
    onTurnEnd: () => void this.refresh(),
  };
  readonly store = createStore<ChatsState>(() => ({
    draft: new ChatSession(this.surroundings),
    status: 'loading',
    conversations: [],
    nextCursor: undefined,
    search: '',
    failure: undefined,
  }));

  constructor(private readonly page: ShownPage) {}

  /** Makes the draft an empty conversation again. */
  begin(): void {
    const { draft } = this.store.getState();
    if (draft.store.getState().conversationId === undefined) draft.leave();
    this.store.setState({ draft: new ChatSession(this.surroundings) });
  }

  /** The conversation when it is open on this page. */
  find(id: string): ChatSession | undefined {
    return this.sessions.get(id);
  }

  /** The conversation, as it is open here or as it is stored. Throws {@link ApiFailure}. */
  async open(id: string): Promise<ChatSession> {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const session = new ChatSession(this.surroundings);
    session.load(await readConversation(id));
    this.sessions.set(id, session);
    return session;
  }

  /** Reads the first page of the list anew. */
  async refresh(): Promise<void> {
    const { search, status } = this.store.getState();
    if (status === 'unkept') return;
    try {
      const { conversations, nextCursor } = await listConversations({ search });
      if (this.store.getState().search !== search) return; // another search began
      this.store.setState({ status: 'ready', conversations, nextCursor, failure: undefined });
    } catch (error) {
      const failure = asFailure(error);
      this.store.setState({ status: failure.code === 'not_found' ? 'unkept' : 'failed', failure });
    }
  }

  /** Adds the next page to the list. */
  async readOn(): Promise<void> {
    const { nextCursor: cursor, search, conversations } = this.store.getState();
    if (cursor === undefined) return;
    const page = await listConversations({ cursor, search });
    this.store.setState({ conversations: [...conversations, ...page.conversations], nextCursor: page.nextCursor });
  }

  async search(search: string): Promise<void> {
    this.store.setState({ search });
    await this.refresh();
  }

  async rename(id: string, title: string): Promise<void> {
    await changeConversation(id, { title });
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await deleteConversation(id);
    this.sessions.get(id)?.leave();
    this.sessions.delete(id);
    await this.refresh();
  }
}
