// Copies a text, and says so.

import { useState } from 'preact/hooks';
import { announce } from './announcer';

export function Copy({ text, what, plain = false }: { text: string; what: string; plain?: boolean }) {
  const [failed, setFailed] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setFailed(false);
      announce(`${what} copied`);
    } catch {
      setFailed(true);
      announce('Your browser does not let this page copy. Select the text and copy it by hand.');
    }
  };
  return (
    <button type="button" class={plain ? 'button plain' : 'button'} aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {failed ? 'Not copied' : 'Copy'}
    </button>
  );
}

/** A long value in one line, whole when copied. */
export function Value({ text, what, short }: { text: string; what: string; short?: string }) {
  return (
    <span class="value">
      <code title={text}>{short ?? text}</code> <Copy text={text} what={what} plain />
    </span>
  );
}
