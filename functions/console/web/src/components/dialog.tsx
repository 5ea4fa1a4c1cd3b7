// A native dialog: it keeps the focus and gives it back.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusNear } from '../keep-focus';
import { announce } from './announcer';

interface Props {
  title: string;
  /** Absent where only the dialog's own buttons close it, not even Esc. */
  onClose?: () => void;
  wide?: boolean;
  /** As high as the window allows, so that nothing moves when its content has been loaded. */
  tall?: boolean;
  /** Whether something is typed into it, which a click beside it must not throw away. */
  typed?: boolean;
  children: ComponentChildren;
  /** What went wrong: always in view. */
  failure?: ComponentChildren;
  footer?: ComponentChildren;
}

export function Dialog({ title, onClose, wide = false, tall = false, typed = false, children, failure, footer }: Props) {
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
    if (dialog && before) openers.set(dialog, before);
    return () => {
      dialog?.close();
      const back = stillThere(before);
      if (back) back.focus();
      else focusNear(card);
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
      class={[wide && 'wide', tall && 'tall'].filter(Boolean).join(' ') || undefined}
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
        if (!typed && event.target === element.current && pressed.current === element.current) onClose?.();
      }}
    >
      <div class="body">
        <h2 id={id} class="title">
          {title}
        </h2>
        {children}
      </div>
      {failure && <div class="failure">{failure}</div>}
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}

/** What had the focus when each dialog was opened. */
const openers = new WeakMap<Element, Element>();

/** The element, or what opened the dialog that it was in and that has gone, and so on. */
function stillThere(element: Element | null | undefined): HTMLElement | undefined {
  if (!element) return undefined;
  if (element.isConnected) return element instanceof HTMLElement ? element : undefined;
  const dialog = element.closest('dialog');
  return dialog ? stillThere(openers.get(dialog)) : undefined;
}
