import { useCallback, useEffect, useState } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';

/** Something read from the server, as far as it has come. */
export interface Resource<T> {
  /** What was read last; stays while it is read anew, and when that fails. */
  data: T | undefined;
  /** Why the last attempt failed. Absent when it did not. */
  failure: ApiFailure | undefined;
  loading: boolean;
  reload: () => void;
}

/**
 * Reads something when the component appears and whenever `load` changes, and again each `everyMs` while the page is
 * looked at. Give a `load` that stays the same (`useCallback`, or a function of a module).
 */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>, everyMs?: number): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({
    data: undefined,
    failure: undefined,
    loading: true,
  });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      try {
        const data = await load(abort.signal);
        if (!abort.signal.aborted) setState({ data, failure: undefined, loading: false });
      } catch (error) {
        if (abort.signal.aborted) return;
        setState(({ data }) => ({ data, failure: asFailure(error), loading: false }));
      }
    };
    void read();
    if (everyMs === undefined) return () => abort.abort();
    const timer = setInterval(() => {
      if (!document.hidden) void read();
    }, everyMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [load, everyMs, round]);
  return { ...state, reload };
}
