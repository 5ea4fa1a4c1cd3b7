// Moves the focus of a removed button to the heading above it instead of the top of the page.

/** Focuses the heading of an element's former card, or of the page. */
export function focusNear(place: Element | null | undefined): void {
  const heading = (place?.isConnected && place.querySelector<HTMLElement>('h2')) || document.querySelector<HTMLElement>('main h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Watches for the removal of the focused element. */
export function keepFocus(): () => void {
  let last: Element | undefined;
  let place: Element | null = null;
  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element) || target.closest('dialog')) return;
    last = target;
    place = target.closest('.card');
  };
  const look = new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    last = undefined;
    focusNear(place);
  });
  document.addEventListener('focusin', remember);
  look.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', remember);
    look.disconnect();
  };
}
