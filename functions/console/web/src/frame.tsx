// Frame of every page: navigation and the signed-in person.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { signOut } from './auth/session';
import { Announcer } from './components/announcer';

export interface Item {
  name: string;
  href: string;
  /** True for an address outside the console. */
  outside?: boolean;
}

export interface Group {
  name: string;
  items: readonly Item[];
}

interface Props {
  groups: readonly Group[];
  /** Organization or role of the person. */
  role: string;
  email: string;
  children: ComponentChildren;
}

export function Brand() {
  return (
    <div class="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 20V4l16 16V4" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linejoin="round" stroke-linecap="round" />
      </svg>
      Nuvera
    </div>
  );
}

export function Frame({ groups, role, email, children }: Props) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const here = ({ href }: Item): boolean => path === href || path.startsWith(`${href}/`);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class={open ? 'rail open' : 'rail'}>
        <Brand />
        <button type="button" class="button menu" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
          Menu
        </button>
        <div id="menu">
          <nav aria-label="Main">
            {groups.map(({ name, items }) => (
              <div key={name} role="group" aria-label={name}>
                <p class="heading">{name}</p>
                {items.map((item) => (
                  <a key={item.href} href={item.href} aria-current={here(item) ? 'page' : undefined}>
                    {item.name}
                  </a>
                ))}
              </div>
            ))}
          </nav>
          <div class="who small">
            {role}
            <br />
            <span class="muted">{email}</span>
            <br />
            <button type="button" class="link" onClick={() => void signOut()}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main class="page" id="content" tabIndex={-1}>
        {children}
      </main>
      <Announcer />
    </div>
  );
}
