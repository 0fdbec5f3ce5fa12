import type { BegunTurn, ConversationOwner, ConversationStore } from '../conversation-store';
import { ask, reply, say, type ContractStore } from './contract-store';

const DONE = { state: 'complete', content: 'answer', answer: { model: 'a/b', finishReason: 'stop' } } as const;

type Begun = (more?: Parameters<typeof ask>[1]) => Promise<{
  store: ConversationStore;
  owner: ConversationOwner;
  begun: BegunTurn;
  id: string;
}>;

/** What a store does with chat turns. */
export function describeTurns(open: () => ContractStore): void {
  const begin: Begun = async (more = {}) => {
    const { store, owners, now } = open();
    const begun = await store.beginTurn(owners[0], ask('question', { leaseUntilMs: now() + 1_000, ...more }));
    return { store, owner: owners[0], begun, id: begun.conversation.id };
  };
  describeCourse(open, begin);
  describeBranches(begin);
  describeEnds(open, begin);
}

function describeCourse(open: () => ContractStore, begin: Begun): void {
  it('hold question and empty answer before the model is asked, and the answer afterwards', async () => {
    const { store, owner, begun, id } = await begin();
    expect(begun.conversation).toMatchObject({ title: 'question', version: 2, activeLeafId: begun.messageId });
    expect(begun.history).toMatchObject([{ id: begun.userMessageId, role: 'user', content: 'question' }]);
    const [, before] = (await store.read(owner, id)).messages;
    expect(before).toMatchObject({ state: 'in_progress', content: '', chatId: 'chat_question' });

    expect(
      await store.endTurn(begun.messageId, { ...DONE, toolCalls: [{ id: '1', name: 'f', arguments: '{}' }] }),
    ).toBe(3);
    const after = await store.read(owner, id);
    expect(after.version).toBe(3);
    expect(after.messages[1]).toMatchObject({
      state: 'complete',
      content: 'answer',
      model: 'a/b',
      chatId: 'chat_question',
      toolCalls: [{ id: '1' }],
    });
    expect(await store.knowsChat(owner, 'chat_question')).toBe(true);
    expect(await store.knowsChat(open().owners[1], 'chat_question')).toBe(false);
    // A second end changes nothing.
    expect(await store.endTurn(begun.messageId, { ...DONE, content: 'other' })).toBeUndefined();
  });

  it('go on from the active leaf, and repeat no instructions', async () => {
    const { store, owner, begun, id } = await begin({ messages: [{ role: 'system', content: 'Be brief.' }, say('1')] });
    await store.endTurn(begun.messageId, DONE);
    const next = ask('2', { conversationId: id, messages: [{ role: 'system', content: 'Be brief.' }, say('2')] });
    const { history } = await store.beginTurn(owner, next);
    expect(history.map(({ content }) => content)).toEqual(['Be brief.', '1', 'answer', '2']);
  });

  it('refuse to follow an answer that is still being given', async () => {
    const { store, owner, begun, id } = await begin();
    await expect(store.beginTurn(owner, ask('2', { conversationId: id }))).rejects.toMatchObject({ code: 'conflict' });
    const beside = ask('2', { conversationId: id, parentId: null });
    expect((await store.beginTurn(owner, beside)).history).toHaveLength(1);
    await store.endTurn(begun.messageId, DONE);
  });

  it('refuse a turn that asks nothing', async () => {
    const { store, owners } = open();
    const nothing = { code: 'invalid_parameter' };
    await expect(store.beginTurn(owners[0], ask('', { messages: [reply('x')] }))).rejects.toMatchObject(nothing);
    await expect(store.beginTurn(owners[0], ask('', { messages: [] }))).rejects.toMatchObject(nothing);
    await expect(store.beginTurn(owners[0], ask('', { messages: [], regenerate: 'msg_none' }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
}

function describeBranches(begin: Begun): void {
  it('answer a question again, and an edited one, as branches', async () => {
    const { store, owner, begun, id } = await begin();
    await store.endTurn(begun.messageId, DONE);
    const again = await store.beginTurn(
      owner,
      ask('', { conversationId: id, messages: [], regenerate: begun.messageId }),
    );
    expect(again.userMessageId).toBe(begun.userMessageId);
    await store.endTurn(again.messageId, DONE);
    const byQuestion = ask('', { conversationId: id, messages: [], regenerate: begun.userMessageId });
    await store.endTurn((await store.beginTurn(owner, byQuestion)).messageId, DONE);
    await store.beginTurn(owner, ask('edited', { conversationId: id, parentId: null }));
    const { messages } = await store.read(owner, id);
    expect(messages.filter(({ parentId }) => parentId === begun.userMessageId)).toHaveLength(3);
    expect(messages.filter(({ parentId }) => parentId === null)).toHaveLength(2);
  });

  it('find a history that a client sends whole, and branch where it differs', async () => {
    const { store, owner, begun, id } = await begin();
    await store.endTurn(begun.messageId, DONE);
    const whole = (...contents: string[]) =>
      contents.map((content, at) => (at % 2 === 0 ? say(content) : reply(content)));
    const next = await store.beginTurn(owner, {
      ...ask('2', { conversationId: id, isWhole: true }),
      messages: whole('question', ' answer\n', '2'),
    });
    expect(next.history.map((message) => message.id).slice(0, 2)).toEqual([begun.userMessageId, begun.messageId]);
    await store.endTurn(next.messageId, DONE);
    const other = await store.beginTurn(owner, {
      ...ask('3', { conversationId: id, isWhole: true }),
      messages: whole('question', 'I say otherwise', '3'),
    });
    expect(other.history[0]?.id).toBe(begun.userMessageId);
    expect((await store.read(owner, id)).messageCount).toBe(7);
  });
}

function describeEnds(open: () => ContractStore, begin: Begun): void {
  it('keep what there is so far, and end by themselves when nobody prolongs them', async () => {
    const { advance, now } = open();
    const { store, owner, begun, id } = await begin();
    await store.checkpoint(
      [{ messageId: begun.messageId, progress: { content: 'par\0t', answer: { model: 'a/b' } } }],
      now() + 5_000,
    );
    await store.checkpoint([{ messageId: begun.messageId }, { messageId: 'msg_none' }], now() + 5_000);
    advance(4_000);
    expect((await store.read(owner, id)).messages[1]).toMatchObject({
      state: 'in_progress',
      content: 'par\ufffdt',
      model: 'a/b',
    });
    advance(1_001);
    const dead = { state: 'interrupted', content: 'par\ufffdt', chatId: 'chat_question' };
    expect((await store.read(owner, id)).messages[1]).toMatchObject(dead);
    expect(await store.interruptOverdue()).toBeGreaterThanOrEqual(1);
    expect(await store.interruptOverdue()).toBe(0);
    expect((await store.read(owner, id)).messages[1]).toMatchObject(dead);
    // The conversation goes on.
    expect((await store.beginTurn(owner, ask('2', { conversationId: id }))).history).toHaveLength(3);
    // Its process was only slow: a whole answer is better than a part, a part is not better than another.
    expect(await store.endTurn(begun.messageId, { ...DONE, state: 'failed' })).toBeUndefined();
    expect(await store.endTurn(begun.messageId, DONE)).toBeDefined();
    expect((await store.read(owner, id)).messages[1]).toMatchObject({ state: 'complete', content: 'answer' });
  });

  it('are told late what they used when they came to no end', async () => {
    const usage = { inputTokens: 12, outputTokens: 2, costMicroUsd: 44, estimated: true };
    const { store, owner, begun, id } = await begin();
    const stored = async () => (await store.read(owner, id)).messages[1];
    await store.noteUsage(begun.messageId, usage);
    expect(await stored()).not.toHaveProperty('usage');
    await store.endTurn(begun.messageId, { ...DONE, state: 'interrupted' });
    const before = await store.read(owner, id);
    await store.noteUsage(begun.messageId, usage);
    const after = await store.read(owner, id);
    expect(after.version).toBe(before.version);
    expect(after.messages[1]).toEqual({ ...before.messages[1], usage });
    await store.endTurn(begun.messageId, DONE);
    await store.noteUsage(begun.messageId, { inputTokens: 1 });
    expect(await stored()).toMatchObject({ state: 'complete' });
    expect((await stored())?.usage).not.toEqual({ inputTokens: 1 });
  });

  it('answer the same request once, and again when it came to nothing', async () => {
    const requestKey = Buffer.from('key of a turn');
    const { store, owner, begun, id } = await begin({ requestKey });
    const same = () => store.beginTurn(owner, ask('question', { requestKey, chatId: 'chat_2' }));
    await expect(same()).rejects.toMatchObject({ code: 'idempotency_in_flight' });
    await store.endTurn(begun.messageId, { ...DONE, state: 'interrupted' });
    const again = await same();
    expect(again).toMatchObject({ userMessageId: begun.userMessageId, conversation: { id } });
    expect(again.answered).toBeUndefined();
    await store.endTurn(again.messageId, DONE);
    expect((await same()).answered).toMatchObject({ id: again.messageId, content: 'answer', chatId: 'chat_2' });
    expect(await store.read(owner, id)).toMatchObject({ messageCount: 3 });
  });
}
