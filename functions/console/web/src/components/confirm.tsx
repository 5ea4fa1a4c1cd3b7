// Confirmation of an action that affects live traffic: consequences first, then the button.

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
  /** Label of the action's button. */
  label: string;
  /** Announcement after success. */
  done: string;
  safe?: boolean;
  /** Text that the person must type first. */
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
