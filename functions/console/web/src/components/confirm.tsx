// Asks before something is done that live traffic feels: first what will happen, then the button.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../use-action';
import { announce } from './announcer';
import { Buttons } from './buttons';
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
      {...(!action.busy && { onClose })}
      failure={<Failure error={action.error} />}
      footer={
        <Buttons
          busy={action.busy}
          label={label}
          danger={!safe}
          disabled={typed !== undefined && text !== typed}
          onPress={confirm}
          onClose={onClose}
        />
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
    </Dialog>
  );
}
