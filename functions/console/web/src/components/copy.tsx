// Copy button with its own announcement. Screen readers ignore the page's announcer while a dialog is open.

import { useEffect, useState } from 'preact/hooks';

const SHOWN_FOR = 3000;
type State = 'Copy' | 'Copied' | 'Not copied';

interface Props {
  text: string;
  what: string;
  plain?: boolean;
  /** True if the button receives the focus when its dialog opens. */
  first?: boolean;
}

export function Copy({ text, what, plain = false, first = false }: Props) {
  const [state, setState] = useState<State>('Copy');
  useEffect(() => {
    if (state === 'Copy') return;
    const timer = setTimeout(() => setState('Copy'), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('Copied');
    } catch {
      // The browser refused. The person can select the text and copy it by hand.
      setState('Not copied');
    }
  };
  return (
    <>
      <button type="button" class={plain ? 'button plain' : 'button'} aria-label={`${state} ${what}`} autofocus={first} onClick={() => void copy()}>
        {state}
      </button>
      <span class="hidden" role="status">
        {state !== 'Copy' && `${what}: ${state.toLowerCase()}`}
      </span>
    </>
  );
}

/** Long value in one line; copying yields all of it. */
export function Value({ text, what, short }: { text: string; what: string; short?: string }) {
  return (
    <span class="value">
      <code title={text}>{short ?? text}</code> <Copy text={text} what={what} plain />
    </span>
  );
}
