import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ComposerOptions } from './composer-options';
import styles from './composer.module.css';
import { useSession, useSessionState } from './session-context';
import { isRunning } from './turn-view';

/** Where a question is written and sent, with the choices for it. */
export function Composer() {
  const session = useSession();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const runningKey = useSessionState(({ messages, leafKey }) => {
    const turn = messages[leafKey ?? '']?.turn;
    return turn !== undefined && isRunning(turn) ? leafKey : null;
  });
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
  }, [session]);
  const send = (): void => {
    if (text.trim() === '' || runningKey !== null) return;
    session.ask(text.trim());
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && runningKey !== null) session.stop(runningKey);
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        className={styles.field}
        aria-label="Your question"
        placeholder="Ask something that takes thinking"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.bar}>
        <ComposerOptions />
        {runningKey === null ? (
          <button type="submit" className={styles.send} disabled={text.trim() === ''} aria-label="Send">
            <ArrowUp aria-hidden="true" />
          </button>
        ) : (
          <button type="button" className={styles.send} aria-label="Stop" onClick={() => session.stop(runningKey)}>
            <Square aria-hidden="true" fill="currentColor" />
          </button>
        )}
      </div>
    </form>
  );
}
