// Native dialog that traps the focus and returns it.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusNear } from '../keep-focus';
import { announce } from './announcer';

interface Props {
  title: string;
  /** Absent if only the dialog's own buttons close it, not Esc. */
  onClose?: () => void;
  wide?: boolean;
  /** True for full height, so loaded content does not shift the layout. */
  tall?: boolean;
  /** True if the dialog has input. A click beside it then does not close it. */
  typed?: boolean;
  children: ComponentChildren;
  /** Error message, always in view. */
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
    // The previous action's result is outdated now.
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
    // Browsers without `closedby` close a dialog on the second Esc, wherever the focus is.
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
        // A text selection that ends outside the dialog must not close it.
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

/** Focused element at the opening of each dialog. */
const openers = new WeakMap<Element, Element>();

/** Returns the element if it still exists, else the opener of its closed dialog, recursively. */
function stillThere(element: Element | null | undefined): HTMLElement | undefined {
  if (!element) return undefined;
  if (element.isConnected) return element instanceof HTMLElement ? element : undefined;
  const dialog = element.closest('dialog');
  return dialog ? stillThere(openers.get(dialog)) : undefined;
}
