-- What was said. A conversation is a tree of messages of one user; ids sort by time and compare bytewise.

CREATE TABLE stepwise.conversations (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  -- Grows with every change; what optimistic writers name.
  version bigint NOT NULL DEFAULT 1,
  -- The last message of the branch that goes on.
  active_leaf_id text COLLATE "C",
  message_count integer NOT NULL DEFAULT 0,
  -- Of the request that made it, so that the same request again finds it.
  request_key bytea,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  FOREIGN KEY (organisation_id, user_id) REFERENCES stepwise.users (organisation_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80); -- room for version and time to be rewritten in place
CREATE INDEX conversations_of_user ON stepwise.conversations (organisation_id, user_id, updated_at DESC, id DESC);
CREATE UNIQUE INDEX conversations_request ON stepwise.conversations (user_id, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE stepwise.messages (
  id text COLLATE "C" PRIMARY KEY,
  conversation_id text COLLATE "C" NOT NULL REFERENCES stepwise.conversations (id) ON DELETE CASCADE,
  parent_id text COLLATE "C",
  -- The order in which the messages of a conversation were stored, from 1, without gaps.
  seq integer NOT NULL CHECK (seq > 0),
  role text NOT NULL CHECK (role IN ('system', 'user', 'assistant', 'tool')),
  content text NOT NULL,
  state text NOT NULL CHECK (state IN ('in_progress', 'complete', 'interrupted', 'failed')),
  -- Until when the process that answers it has promised to be alive. Only while it is in progress.
  lease_until timestamptz,
  -- Id of the chat turn that gave the answer.
  chat_id text COLLATE "C",
  -- How an answer came to be: reasoning steps, usage, timings and the like.
  answer jsonb CHECK (jsonb_typeof(answer) = 'object'),
  tool_calls jsonb CHECK (jsonb_typeof(tool_calls) = 'array'),
  tool_call_id text,
  request_key bytea,
  created_at timestamptz NOT NULL,
  CHECK ((state = 'in_progress') = (lease_until IS NOT NULL)),
  UNIQUE (conversation_id, seq),
  UNIQUE (conversation_id, id),
  FOREIGN KEY (conversation_id, parent_id) REFERENCES stepwise.messages (conversation_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70); -- an answer is inserted empty and filled in place
CREATE INDEX messages_overdue ON stepwise.messages (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX messages_chat ON stepwise.messages (chat_id) WHERE chat_id IS NOT NULL;
CREATE INDEX messages_children ON stepwise.messages (conversation_id, parent_id);
CREATE UNIQUE INDEX messages_request ON stepwise.messages (conversation_id, request_key) WHERE request_key IS NOT NULL;
-- Words of the beginning of a text: a longer one would break the limit of a text search vector.
CREATE INDEX messages_words ON stepwise.messages USING gin (to_tsvector('simple', left(content, 100000)));
