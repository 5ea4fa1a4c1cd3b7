// Head of a page: breadcrumbs, title, actions.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Crumb {
  name: string;
  href?: string;
}

interface Props {
  /** Title of the page and its window. */
  name: string;
  crumbs?: readonly Crumb[];
  /** State of the page's subject, beside the title. */
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
    // A new page focuses its heading: screen readers announce it and Tab starts there. The first page does not, because
    // its skip link comes first. A page that replaces placeholders takes the focus only if nothing else has it.
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
        <nav class="crumbs" aria-label="Breadcrumbs">
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

/** Address of the shown page; `moved` is true after the first navigation. */
let shown: string | undefined;
let moved = false;
