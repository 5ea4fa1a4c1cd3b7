// A dialog that sends a form.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Action } from '../use-action';
import { Dialog } from './dialog';
import { Failure } from './notice';

interface Props {
  title: string;
  /** What the button says that sends it; absent where there is nothing to send. */
  label: string | undefined;
  danger?: boolean;
  wide?: boolean;
  action: Action;
  /** Absent where what is filled in cannot be sent. */
  send: (() => Promise<void>) | undefined;
  /** JSON pointers whose errors are said at fields. */
  fields?: readonly string[];
  children: ComponentChildren;
  onClose: () => void;
}

export function FormDialog({ title, label, danger = false, wide = false, action, send, fields = [], children, onClose }: Props) {
  const id = useId();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (send) action.run(send);
  };
  return (
    <Dialog
      title={title}
      wide={wide}
      onClose={onClose}
      footer={
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {label === undefined ? 'Close' : 'Cancel'}
          </button>
          {label !== undefined && (
            <button type="submit" form={id} class={danger ? 'button danger' : 'button primary'} aria-busy={action.busy} disabled={!send || action.busy}>
              {label}
            </button>
          )}
        </div>
      }
    >
      <form id={id} class="stacked" onSubmit={submit}>
        {children}
        <Failure error={action.error} fields={fields} />
      </form>
    </Dialog>
  );
}
