// Time in words, with the exact time on hover and for screen readers.

import { useEffect, useState } from 'preact/hooks';
import { exact, relative } from '../logic/time';

/** Refresh interval of relative times, in milliseconds. */
const TICK = 30_000;

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Props {
  at: string | null | undefined;
  /** Text for a missing time. */
  none?: string;
  /** Format; defaults to the distance from now. */
  as?: (at: Date) => string;
}

export function Time({ at, none = 'never', as }: Props) {
  const now = useNow();
  if (!at) return <span class="muted">{none}</span>;
  const date = new Date(at);
  const words = exact(date);
  return (
    <time dateTime={at} title={words}>
      {as ? as(date) : relative(date, now)}
      <span class="hidden">, {words}</span>
    </time>
  );
}
