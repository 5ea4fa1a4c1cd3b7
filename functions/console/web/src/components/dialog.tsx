// A native dialog: it keeps the focus and gives it back.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** Absent where only the dialog's own buttons close it, not even Esc. */
  onClose?: () => void;
  wide?: boolean;
  children: ComponentChildren;
  footer?: ComponentChildren;
}

export function Dialog({ title, onClose, wide = false, children, footer }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget | null>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? 'wide' : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => {
        // A browser closes a dialog at the second Esc, whatever the first was answered with.
        if (event.key === 'Escape' && !onClose) event.preventDefault();
      }}
      onMouseDown={(event) => {
        pressed.current = event.target;
      }}
      onClick={(event) => {
        // A selection that was drawn out of a field over the edge ends here too, and is no wish to leave.
        if (event.target === element.current && pressed.current === element.current) onClose?.();
      }}
    >
      <div class="body">
        <h2 id={id} class="title">
          {title}
        </h2>
        {children}
      </div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}
