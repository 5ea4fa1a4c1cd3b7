// Asks before something is done that live traffic feels: first what will happen, then the button.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../use-action';
import { announce } from './announcer';
import { Dialog } from './dialog';
import { Field } from './field';
import { Failure } from './notice';

interface Props {
  title: string;
  /** What the button says that does it. */
  label: string;
  /** What is said when it was done. */
  done: string;
  safe?: boolean;
  /** What must be typed first. */
  typed?: string;
  children: ComponentChildren;
  onClose: () => void;
  work: () => Promise<void>;
}

export function Confirm({ title, label, done, safe = false, typed, children, onClose, work }: Props) {
  const action = useAction();
  const [text, setText] = useState('');
  const confirm = (): void =>
    action.run(async () => {
      await work();
      announce(done);
      onClose();
    });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            class={safe ? 'button primary' : 'button danger'}
            disabled={action.busy || (typed !== undefined && text !== typed)}
            onClick={confirm}
          >
            {label}
          </button>
        </div>
      }
    >
      {children}
      {typed !== undefined && (
        <Field label={`Type ${typed} to confirm`}>
          {(attributes) => (
            <input {...attributes} type="text" autoComplete="off" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
          )}
        </Field>
      )}
      <Failure error={action.error} />
    </Dialog>
  );
}
