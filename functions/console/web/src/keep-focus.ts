// Where a button is gone that was pressed, the focus goes on at the heading above it, and not at the top of the page.

/** The heading of the place where an element was, which may be gone by now. */
export function focusNear(place: Element | null | undefined): void {
  const heading = (place?.isConnected && place.querySelector<HTMLElement>('h2')) || document.querySelector<HTMLElement>('main h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Watches for elements that had the focus and are taken away. */
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
