import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** How far from the end still counts as being there, pixels. */
const NEAR_PX = 60;

/** A scrolled area that follows its end. */
export interface StickToEnd {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  goToEnd: () => void;
}

/** Keeps a growing area at its end until the reader scrolls away, and again once a new item comes. */
export function useStickToEnd(itemCount: number): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const goToEnd = useCallback(() => {
    follows.current = true;
    const area = scroller.current;
    if (area !== null) area.scrollTop = area.scrollHeight;
  }, []);

  useEffect(() => {
    const area = scroller.current;
    if (area === null || content.current === null) return undefined;
    let lastTop = area.scrollTop;
    const onScroll = (): void => {
      const near = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_PX;
      // Only a move upwards is the reader's wish: growing content also leaves the end behind.
      if (near) follows.current = true;
      else if (area.scrollTop < lastTop) follows.current = false;
      lastTop = area.scrollTop;
      setIsAtEnd(near || follows.current);
    };
    const observer = new ResizeObserver(() => {
      if (follows.current) area.scrollTop = area.scrollHeight;
    });
    observer.observe(content.current);
    area.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      area.removeEventListener('scroll', onScroll);
    };
  }, []);

  useLayoutEffect(goToEnd, [goToEnd, itemCount]);
  return { scroller, content, isAtEnd, goToEnd };
}
