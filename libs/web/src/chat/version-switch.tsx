import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { IconButton } from '../components/button';
import styles from './message.module.css';
import { versionsOf } from './message-tree';
import { useSession, useSessionState } from './session-context';

/** `‹ 2 / 3 ›` where a message has versions: answers that were asked for again, questions that were edited. */
export function VersionSwitch({ messageKey }: { messageKey: string }) {
  const session = useSession();
  const versions = useSessionState(useShallow(({ messages }) => versionsOf(messages, messageKey)));
  if (versions.length < 2) return null;
  const place = versions.indexOf(messageKey);
  return (
    <span className={styles.versions} role="group" aria-label="Versions">
      <IconButton
        label="Previous version"
        icon={<ChevronLeft />}
        disabled={place === 0}
        onClick={() => session.showVersion(messageKey, -1)}
      />
      <span aria-label={`Version ${place + 1} of ${versions.length}`} role="img">
        {place + 1}/{versions.length}
      </span>
      <IconButton
        label="Next version"
        icon={<ChevronRight />}
        disabled={place === versions.length - 1}
        onClick={() => session.showVersion(messageKey, 1)}
      />
    </span>
  );
}
