import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Button, IconButton } from '../components/button';
import styles from './message-list.module.css';
import { Message } from './message';
import { pathTo } from './message-tree';
import { useSessionState } from './session-context';
import { useStickToEnd } from './use-stick-to-end';

/** How many messages are rendered at first, and how many more each time the reader comes near the first of them. */
const BATCH = 40;

/** The messages of the branch that is shown. Follows the end while the reader is there. */
export function MessageList() {
  const keys = useSessionState(useShallow(({ messages, leafKey }) => pathTo(messages, leafKey)));
  const [shown, setShown] = useState(BATCH);
  const { scroller, content, isAtEnd, goToEnd } = useStickToEnd(keys.length);
  const first = Math.max(0, keys.length - shown);
  return (
    <div className={styles.frame}>
      <div
        className={styles.scroller}
        ref={scroller}
        data-scroller
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Messages"
      >
        <div className={styles.content} ref={content}>
          {first > 0 && <Earlier count={first} onShow={() => setShown(shown + BATCH)} />}
          {keys.slice(first).map((key) => (
            <Message key={key} messageKey={key} />
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <div className={styles.toEnd}>
          <IconButton label="To the latest" icon={<ArrowDown />} onClick={goToEnd} />
        </div>
      )}
    </div>
  );
}

/** Shows earlier messages when it comes into view, or when it is pressed. */
function Earlier({ count, onShow }: { count: number; onShow: () => void }) {
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = ref.current;
    if (button === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onShow(), {
      rootMargin: '600px 0px 0px',
    });
    observer.observe(button);
    return () => observer.disconnect();
  }, [onShow]);
  return (
    <Button ref={ref} look="quiet" className={styles.earlier ?? ''} onClick={onShow}>
      Show earlier messages ({count})
    </Button>
  );
}
