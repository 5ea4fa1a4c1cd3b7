// Buttons of a dialog. While a request is sent, they keep the focus and do nothing.

interface Props {
  busy: boolean;
  /** Label of the action's button; absent without an action. */
  label: string | undefined;
  danger: boolean;
  disabled: boolean;
  /** ID of the form to submit. */
  form?: string;
  onPress?: () => void;
  onClose: () => void;
}

export function Buttons({ busy, label, danger, disabled, form, onPress, onClose }: Props) {
  return (
    <>
      <span class="sending small muted" role="status">
        {busy && 'Sending'}
      </span>
      <div class="actions">
        <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && onClose()}>
          {label === undefined ? 'Close' : 'Cancel'}
        </button>
        {label !== undefined && (
          <button
            type={form ? 'submit' : 'button'}
            {...(form && { form })}
            class={danger ? 'button danger' : 'button primary'}
            disabled={disabled}
            aria-disabled={busy}
            onClick={onPress}
          >
            {label}
          </button>
        )}
      </div>
    </>
  );
}
