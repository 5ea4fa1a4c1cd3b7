// Loads a page's data, with retries and without flicker on reload.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  /** Reloads; the old value stays meanwhile. Returns false if it failed, with the cause in `error`. */
  reload: () => Promise<boolean>;
}

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, ...of: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: undefined });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const waiting = useRef<((done: boolean) => void)[]>([]);
  const subject = JSON.stringify(of);
  const loaded = useRef(subject);
  useEffect(() => {
    const stop = new AbortController();
    if (loaded.current !== subject) {
      loaded.current = subject;
      setState({ value: undefined, error: undefined });
    }
    const end = (done: boolean): void => {
      for (const resolve of waiting.current.splice(0)) resolve(done);
    };
    latest.current(stop.signal).then(
      (value) => {
        if (stop.signal.aborted) return;
        setState({ value, error: undefined });
        end(true);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => ({ ...before, error }));
        end(false);
      },
    );
    return () => stop.abort();
  }, [round, subject]);
  const reload = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        waiting.current.push(resolve);
        setRound((number) => number + 1);
      }),
    [],
  );
  return { ...state, reload };
}
