// Loading what a page shows, again where it failed, and without a flicker where it changed.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  /** Loads again; what is shown stays until then. */
  reload: () => void;
  /** Puts what a change answered in the place of what was loaded. */
  set: (value: T) => void;
}

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, ...of: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: undefined });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const subject = JSON.stringify(of);
  const loaded = useRef(subject);
  useEffect(() => {
    const stop = new AbortController();
    if (loaded.current !== subject) {
      loaded.current = subject;
      setState({ value: undefined, error: undefined });
    }
    latest.current(stop.signal).then(
      (value) => !stop.signal.aborted && setState({ value, error: undefined }),
      (error: unknown) => !stop.signal.aborted && setState((before) => ({ ...before, error })),
    );
    return () => stop.abort();
  }, [round, subject]);
  return {
    ...state,
    reload: useCallback(() => setRound((number) => number + 1), []),
    set: useCallback((value: T) => setState({ value, error: undefined }), []),
  };
}
