// Loading, empty and error states.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Loaded } from '../use-load';
import { Explained } from './notice';

/** Delay in milliseconds before placeholders get a text. */
const WORDS_AFTER = 400;

export function Loading({ rows = 3 }: { rows?: number }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), WORDS_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" role="status">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="placeholder" />
      ))}
      <p class={long ? 'muted small' : 'muted small unseen'}>Loading</p>
    </div>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children && <p class="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Shows a loaded value, its error, or placeholders. */
export function LoadedContent<T>({ of, rows, children }: { of: Loaded<T>; rows?: number; children: (value: T) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  if (of.error !== undefined) {
    return (
      <div class="empty" role="alert">
        <Explained error={of.error} />
        <TryAgain of={of} />
      </div>
    );
  }
  return <Loading {...(rows !== undefined && { rows })} />;
}

/** Warning that shown data may be out of date because its reload failed. */
export function Stale({ of }: { of: Loaded<unknown> }) {
  if (of.value === undefined || of.error === undefined) return null;
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>This may be out of date: the refresh failed.</strong>
      </p>
      <Explained error={of.error} />
      <TryAgain of={of} />
    </div>
  );
}

function TryAgain({ of }: { of: Loaded<unknown> }) {
  return (
    <button type="button" class="button" onClick={() => void of.reload()}>
      Try again
    </button>
  );
}
