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
      onClick={(event) => {
        if (event.target === element.current) onClose?.();
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
