// A native dialog: it keeps the focus and gives it back.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { announce } from './announcer';

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
    const card = before?.closest('.card');
    // What the last action came to was said before this one began.
    announce('');
    dialog?.showModal();
    return () => {
      dialog?.close();
      giveBack(before, card);
    };
  }, []);
  const stays = !onClose;
  useLayoutEffect(() => {
    if (!stays) return;
    // A browser that does not know `closedby` closes a dialog at the second Esc, wherever the focus is.
    const hold = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') event.preventDefault();
    };
    document.addEventListener('keydown', hold);
    return () => document.removeEventListener('keydown', hold);
  }, [stays]);
  return (
    <dialog
      ref={element}
      class={wide ? 'wide' : undefined}
      aria-labelledby={id}
      closedby={onClose ? 'closerequest' : 'none'}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
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

/** Puts the focus where it was; where that is gone, to the heading that it was under. */
function giveBack(before: Element | null, card: Element | null | undefined): void {
  if (before instanceof HTMLElement && before.isConnected) return before.focus();
  const heading = (card?.isConnected && card.querySelector<HTMLElement>('h2')) || document.querySelector<HTMLElement>('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
