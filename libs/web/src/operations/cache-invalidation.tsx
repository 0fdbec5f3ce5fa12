import { useState, type SyntheticEvent } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { Button } from '../components/button';
import { ConfirmDialog } from '../components/confirm-dialog';
import styles from './operations.module.css';
import { Panel } from './page';

const KINDS = {
  pattern: { label: 'Pattern', example: 'up/*:cot:*' },
  model: { label: 'Model', example: 'anthropic/claude-sonnet-4-5' },
  userId: { label: 'User', example: 'user_local' },
  conversationId: { label: 'Conversation', example: 'conv_…' },
  tag: { label: 'Tag', example: 'faq' },
} as const;

type Kind = keyof typeof KINDS;

interface Removal {
  matched: number;
  removed: number;
}

/** Takes stored answers out: a dry run counts them first, and only then they can be removed. */
export function CacheInvalidation({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('pattern');
  const [text, setText] = useState('');
  const { counted, message, failure, ask, forget } = useInvalidation({ [kind]: text }, onDone);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void ask(true);
  };
  return (
    <Panel title="Invalidate">
      <form className={styles.filters} onSubmit={submit}>
        <label className={styles.field}>
          By
          <select value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
            {Object.entries(KINDS).map(([value, { label }]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.field}>
          {KINDS[kind].label}
          <input
            required
            value={text}
            placeholder={KINDS[kind].example}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <Button type="submit" className={styles.low ?? ''}>
          Count first
        </Button>
      </form>
      <p role="status" className={styles.message}>
        {message}
      </p>
      {failure !== undefined && <FailureNotice failure={failure} />}
      <ConfirmDialog
        open={counted !== undefined}
        title={`Remove ${counted?.matched ?? 0} stored answers?`}
        text="They are gone at once in Redis, and within a second in the memory of every process. The next such question asks the model again."
        action="Remove"
        onConfirm={() => void ask(false)}
        onClose={forget}
      />
    </Panel>
  );
}

interface Invalidation {
  /** What a dry run counted, while it is asked whether to remove it. */
  counted: Removal | undefined;
  message: string;
  failure: ApiFailure | undefined;
  ask: (dryRun: boolean) => Promise<void>;
  forget: () => void;
}

function useInvalidation(selection: Record<string, string>, onDone: () => void): Invalidation {
  const [counted, setCounted] = useState<Removal>();
  const [message, setMessage] = useState('');
  const [failure, setFailure] = useState<ApiFailure>();
  const ask = async (dryRun: boolean): Promise<void> => {
    setFailure(undefined);
    setMessage('');
    try {
      const removal = await requestJson<Removal>('/api/v1/cache/invalidate', {
        method: 'POST',
        body: { ...selection, dryRun },
      });
      setCounted(dryRun && removal.matched > 0 ? removal : undefined);
      setMessage(
        dryRun
          ? removal.matched === 0
            ? 'No stored answer is like that.'
            : ''
          : `${removal.removed} answers were removed.`,
      );
      if (!dryRun) onDone();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return { counted, message, failure, ask, forget: () => setCounted(undefined) };
}
