import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  title: string;
  /** Present if the heading receives the focus. */
  heading?: Ref<HTMLHeadingElement>;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Card({ title, heading, actions, children }: Props) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id} {...(heading && { ref: heading, tabIndex: -1 })}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
