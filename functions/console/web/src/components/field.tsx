// Labelled input with hint and error.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { capital } from '../logic/words';
import { Code } from './code';

interface Props {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: (attributes: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ComponentChildren;
}

export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [hint && hintId, error && errorId].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <div id={hintId} class="hint">
          {hint}
        </div>
      )}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': Boolean(error) })}
      {error && (
        <div key={error} id={errorId} class="field-error" role="alert">
          <Code text={capital(error)} />
        </div>
      )}
    </div>
  );
}
