// Action of a button: one at a time, with its error.

import { useRef, useState } from 'preact/hooks';

export interface Action {
  busy: boolean;
  error: unknown;
  run: (work: () => Promise<void>) => void;
}

export function useAction(): Action {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  const running = useRef(false);
  const run = (work: () => Promise<void>): void => {
    // The second press of a double click comes before the first render.
    if (running.current) return;
    running.current = true;
    setState({ busy: true, error: undefined });
    const end = (error: unknown): void => {
      running.current = false;
      setState({ busy: false, error });
    };
    work().then(() => end(undefined), end);
  };
  return { ...state, run };
}
