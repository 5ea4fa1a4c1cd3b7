// The buttons of a dialog. While something is sent they keep the focus, say so, and do nothing.

interface Props {
  busy: boolean;
  /** What the button says that does it; absent where there is nothing to do. */
  label: string | undefined;
  danger: boolean;
  disabled: boolean;
  /** The form that it sends. */
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
