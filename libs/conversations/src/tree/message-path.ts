/** What a message needs to be part of a tree. */
export interface TreeMessage {
  id: string;
  parentId: string | null;
}

/**
 * The messages from the first one to `leafId`, in order. Linear in the number of messages. Undefined when there is none of this
 * id. An empty list for null, which is before the first message.
 */
export function messagePath<T extends TreeMessage>(messages: readonly T[], leafId: string | null): T[] | undefined {
  const byId = new Map(messages.map((message) => [message.id, message]));
  if (leafId !== null && !byId.has(leafId)) return undefined;
  const path: T[] = [];
  for (let at = leafId === null ? undefined : byId.get(leafId); at !== undefined;) {
    path.push(at);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return path.reverse();
}
