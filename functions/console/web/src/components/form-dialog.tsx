// Dialog that sends a form. Only *Cancel* and Esc discard the input, and not during sending.

import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { Action } from '../use-action';
import { useFocusInvalid } from '../use-focus-invalid';
import { Buttons } from './buttons';
import { Dialog } from './dialog';
import { Failure } from './notice';

interface Props {
  title: string;
  /** Label of the submit button; absent if there is nothing to send. */
  label: string | undefined;
  danger?: boolean;
  wide?: boolean;
  tall?: boolean;
  action: Action;
  /** Absent while the input is incomplete or unchanged. */
  send: (() => Promise<void>) | undefined;
  /** JSON pointers whose errors appear at fields. */
  fields?: readonly string[];
  children: ComponentChildren;
  onClose: () => void;
}

export function FormDialog({ title, label, danger = false, wide = false, tall = false, action, send, fields = [], children, onClose }: Props) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, action.error);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (send) action.run(send);
  };
  return (
    <Dialog
      title={title}
      wide={wide}
      tall={tall}
      typed
      {...(!action.busy && { onClose })}
      failure={<Failure error={action.error} fields={fields} />}
      footer={<Buttons busy={action.busy} label={label} danger={danger} disabled={!send} form={id} onClose={onClose} />}
    >
      <form id={id} ref={form} class="stacked" onSubmit={submit}>
        {children}
      </form>
    </Dialog>
  );
}
