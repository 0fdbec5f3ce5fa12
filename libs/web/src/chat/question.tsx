import { Pencil } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { Button, IconButton } from '../components/button';
import { CopyButton } from '../components/copy-button';
import styles from './message.module.css';
import type { PageMessage } from './message-tree';
import { useSession } from './session-context';
import { VersionSwitch } from './version-switch';

/** What a person asked. Can be asked again in other words. */
export function Question({ message }: { message: PageMessage }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <QuestionEditor message={message} onClose={() => setEditing(false)} />;
  return (
    <article className={styles.question} aria-label="You">
      <div className={styles.bubble}>{message.content}</div>
      <div className={styles.actions} data-side="end">
        <VersionSwitch messageKey={message.key} />
        <CopyButton text={message.content} label="Copy question" />
        <IconButton label="Edit and ask again" icon={<Pencil />} onClick={() => setEditing(true)} />
      </div>
    </article>
  );
}

function QuestionEditor({ message, onClose }: { message: PageMessage; onClose: () => void }) {
  const session = useSession();
  const [text, setText] = useState(message.content);
  const canSend = text.trim() !== '' && text !== message.content;
  const send = (): void => {
    if (!canSend) return;
    onClose();
    session.edit(message.key, text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles.editor}>
      <textarea
        aria-label="Question"
        value={text}
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(text.length, text.length)}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.editorFoot}>
        <small>The conversation goes on in a new branch; the old one stays.</small>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={!canSend} onClick={send}>
          Ask
        </Button>
      </div>
    </div>
  );
}
