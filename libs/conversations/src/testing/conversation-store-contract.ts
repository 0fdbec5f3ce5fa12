import { ask, reply, say, type ContractStore } from './contract-store';
import { describeTurns } from './turn-contract';

/** What every {@link ConversationStore} does. The store may hold what earlier tests left. */
export function describeConversationStoreContract(name: string, open: () => ContractStore): void {
  describe(`conversations in ${name}`, () => {
    describeKeeping(open);
    describeLists(open);
    describeOwners(open);
    describeVersions(open);
    describeTurns(open);
    describeDeletions(open);
  });
}

function describeKeeping(open: () => ContractStore): void {
  it('keep messages in order, each following the one before', async () => {
    const { store, owners } = open();
    const made = await store.create(owners[0], { messages: [say('Hello\nthere'), reply('Hi')] });
    expect(made).toMatchObject({ title: 'Hello there', version: 1, messageCount: 2 });
    const [first, second] = made.messages;
    expect(first).toMatchObject({ role: 'user', content: 'Hello\nthere', parentId: null, state: 'complete' });
    expect(second).toMatchObject({ parentId: first?.id });
    expect(made.activeLeafId).toBe(second?.id);
    expect(await store.read(owners[0], made.id)).toEqual(made);
  });

  it('keep a tree, and answers as they were', async () => {
    const { store, owners } = open();
    const answer = { model: 'a/b', usage: { inputTokens: 3 }, reasoningSteps: [] };
    const made = await store.create(owners[0], {
      title: 'Tree',
      messages: [say('q'), { ...reply('1'), answer, createdAt: 5 }, { ...reply('2'), parent: 0, state: 'interrupted' }],
      activeLeaf: 1,
    });
    const [question, one, two] = made.messages;
    expect(one).toMatchObject({ ...answer, createdAt: 5, parentId: question?.id });
    expect(two).toMatchObject({ state: 'interrupted', parentId: question?.id });
    expect(made.activeLeafId).toBe(one?.id);
  });

  it('append to the active leaf or to any message', async () => {
    const { store, owners } = open();
    const made = await store.create(owners[0], {});
    expect(made).toMatchObject({ title: 'New conversation', activeLeafId: null, messages: [] });
    const first = await store.append(owners[0], made.id, { messages: [say('one'), reply('two')] });
    expect(first.conversation).toMatchObject({ title: 'one', version: 2, messageCount: 2 });
    const branch = await store.append(owners[0], made.id, { messages: [say('1b')], parentId: null });
    expect(branch.messages[0]?.parentId).toBeNull();
    expect(branch.conversation.activeLeafId).toBe(branch.messages[0]?.id);
    await expect(
      store.append(owners[0], made.id, { messages: [say('x')], parentId: 'msg_none' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('replace what no store can hold', async () => {
    const { store, owners } = open();
    const answer = { reasoningSteps: [{ index: 0, thought: 'a\0b\ud800', timestamp: 1, source: 'native' as const }] };
    const made = await store.create(owners[0], { title: 'n\0', messages: [{ ...reply('c\0\udfff😀'), answer }] });
    expect(made.title).toBe('n\ufffd');
    expect(made.messages[0]).toMatchObject({
      content: 'c\ufffd\ufffd😀',
      reasoningSteps: [{ thought: 'a\ufffdb\ufffd' }],
    });
  });

  it('make the same request once', async () => {
    const { store, owners } = open();
    const requestKey = Buffer.from('key of a creation');
    const made = await store.create(owners[0], { title: 'once', requestKey });
    expect((await store.create(owners[0], { title: 'once', requestKey })).id).toBe(made.id);
    expect((await store.create(owners[1], { title: 'once', requestKey })).id).not.toBe(made.id);
  });
}

function describeLists(open: () => ContractStore): void {
  it('list the last used first, page by page, and find words and parts of titles', async () => {
    const { store, owners, advance } = open();
    const make = async (word: string): Promise<string> => {
      advance(10);
      return (await store.create(owners[1], { title: `List ${word}`, messages: [say(`the ${word}fish swims`)] })).id;
    };
    const [alpha, beta, gamma] = [await make('alpha'), await make('beta'), await make('gamma')];
    advance(10);
    await store.change(owners[1], alpha, { title: 'List alpha again' });
    const first = await store.list(owners[1], { limit: 2, search: 'list' });
    expect(first.map(({ id }) => id)).toEqual([alpha, gamma]);
    const rest = await store.list(owners[1], {
      limit: 2,
      search: 'list',
      after: { updatedAt: 0, id: '', ...first[1] },
    });
    expect(rest.map(({ id }) => id)).toEqual([beta]);
    expect(await store.list(owners[1], { limit: 9, search: 'swims betafish' })).toMatchObject([{ id: beta }]);
    expect(await store.list(owners[1], { limit: 9, search: '%' })).toEqual([]);
    expect(await store.list(owners[1], { limit: 9, search: 'whale' })).toEqual([]);
  });
}

function describeOwners(open: () => ContractStore): void {
  it('do not exist for anybody else', async () => {
    const { store, owners } = open();
    const [owner, stranger] = owners;
    const { id, messages } = await store.create(owner, { title: 'Mine alone', messages: [say('secret word')] });
    const notFound = { code: 'not_found' };
    const sameOrganisation = { ...owner, userId: stranger.userId };
    for (const other of [stranger, sameOrganisation]) {
      await expect(store.read(other, id)).rejects.toMatchObject(notFound);
      await expect(store.change(other, id, { title: 'x' })).rejects.toMatchObject(notFound);
      await expect(store.delete(other, id)).rejects.toMatchObject(notFound);
      await expect(store.append(other, id, { messages: [say('x')] })).rejects.toMatchObject(notFound);
      await expect(store.beginTurn(other, ask('x', { conversationId: id }))).rejects.toMatchObject(notFound);
      expect(await store.list(other, { limit: 100, search: 'Mine alone' })).toEqual([]);
    }
    const other = await store.create(owner, {});
    await expect(store.change(owner, other.id, { activeLeafId: messages[0]?.id ?? '' })).rejects.toMatchObject(
      notFound,
    );
    expect(await store.read(owner, id)).toMatchObject({ version: 1 });
  });
}

function describeDeletions(open: () => ContractStore): void {
  it('are deleted all at once when their user is', async () => {
    const { store, owners } = open();
    await store.create(owners[1], { messages: [say('mine')] });
    const foreign = await store.create(owners[0], { title: 'foreign' });
    expect(await store.deleteAll(owners[1])).toBeGreaterThanOrEqual(1);
    expect(await store.list(owners[1], { limit: 10 })).toEqual([]);
    expect((await store.read(owners[0], foreign.id)).title).toBe('foreign');
  });
}

function describeVersions(open: () => ContractStore): void {
  it('refuse a change to an old version, naming the one now', async () => {
    const { store, owners } = open();
    const [owner] = owners;
    const { id } = await store.create(owner, { title: 'a' });
    await store.change(owner, id, { title: 'b' }, 1);
    const conflict = { code: 'version_conflict', currentVersion: 2 };
    await expect(store.change(owner, id, { title: 'c' }, 1)).rejects.toMatchObject(conflict);
    await expect(store.append(owner, id, { messages: [say('x')] }, 1)).rejects.toMatchObject(conflict);
    await expect(store.delete(owner, id, 1)).rejects.toMatchObject(conflict);
    await expect(store.beginTurn(owner, ask('x', { conversationId: id, expectedVersion: 1 }))).rejects.toMatchObject(
      conflict,
    );
    expect(await store.read(owner, id)).toMatchObject({ title: 'b', version: 2, messages: [] });
    await store.delete(owner, id, 2);
    await expect(store.read(owner, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lose nothing and leave no gap when many append at once', async () => {
    const { store, owners } = open();
    const { id } = await store.create(owners[0], {});
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.append(owners[0], id, { messages: [say(`m${at}`)] })),
    );
    const read = await store.read(owners[0], id);
    expect(read).toMatchObject({ version: 21, messageCount: 20 });
    // Each followed the active leaf of its time: one line.
    expect(read.messages.map(({ parentId }) => parentId)).toEqual([
      null,
      ...read.messages.slice(0, -1).map((message) => message.id),
    ]);
  });
}
