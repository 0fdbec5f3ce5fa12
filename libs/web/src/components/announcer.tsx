import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const messages = createStore<{ text: string; count: number }>(() => ({ text: '', count: 0 }));

/** Has screen readers say something, after what they are saying now. */
export function announce(text: string): void {
  messages.setState(({ count }) => ({ text, count: count + 1 }));
}

/** The live region that {@link announce} speaks through. There is one on the page. */
export function Announcer() {
  const { text, count } = useStore(messages);
  // The same words twice are two messages: a new element is read again.
  return (
    <div role="status" className="visually-hidden">
      <p key={count}>{text}</p>
    </div>
  );
}
