// A page's head: where one is, its title, and what can be done there.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Crumb {
  name: string;
  href?: string;
}

interface Props {
  /** What the window is called. */
  name: string;
  crumbs?: readonly Crumb[];
  /** The state of what the page is about, beside its title. */
  badge?: ComponentChildren;
  about?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function PageBody({ name, crumbs = [], badge, about, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${name} · Nuvera console`;
  }, [name]);
  useEffect(() => {
    const { pathname } = location;
    // Who listens hears which page came, and who tabs begins at its top; not at the very first one, where the link to the
    // content comes first. What takes the place of placeholders takes the focus only where nobody has moved it meanwhile.
    const came = shown !== undefined && shown !== pathname;
    const left = came || (moved && document.activeElement === document.body);
    if (left) heading.current?.focus({ preventScroll: true });
    if (came) scrollTo(0, 0);
    moved ||= came;
    shown = pathname;
  }, []);
  return (
    <>
      {crumbs.length > 0 && (
        <nav class="crumbs" aria-label="Where you are">
          {crumbs.map(({ name: crumb, href }, index) => (
            <span key={crumb}>
              {index > 0 && ' / '}
              {href ? <a href={href}>{crumb}</a> : crumb}
            </span>
          ))}
        </nav>
      )}
      <div class="head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {name} {badge}
          </h1>
          {about && <p class="muted about">{about}</p>}
        </div>
        {actions}
      </div>
      {children}
    </>
  );
}

/** The address whose page is shown, and whether it is another than the first. */
let shown: string | undefined;
let moved = false;
