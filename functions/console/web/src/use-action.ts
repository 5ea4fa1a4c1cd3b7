// Something that a button does: once at a time, and what went wrong stays visible.

import { useState } from 'preact/hooks';

export interface Action {
  busy: boolean;
  error: unknown;
  run: (work: () => Promise<void>) => void;
}

export function useAction(): Action {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  const run = (work: () => Promise<void>): void => {
    if (state.busy) return;
    setState({ busy: true, error: undefined });
    work().then(
      () => setState({ busy: false, error: undefined }),
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  return { ...state, run };
}
