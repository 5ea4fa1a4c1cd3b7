// Number of refused requests in the last 7 days that an application provably sent. It loads after the table without a layout shift.

import { list } from '../api/client';
import type { RefusedRequest } from '../api/types';
import { useLoad } from '../use-load';

export function RefusedCount({ path }: { path: string }) {
  const { value, error } = useLoad((signal) => list<RefusedRequest>(path, { limit: 100 }, signal), path);
  if (error !== undefined) return <span class="muted">unknown</span>;
  if (!value) return (
      <span class="muted" aria-busy="true">
        …
      </span>
    );
  const total = value.items.filter(({ proved }) => proved).reduce((sum, { count }) => sum + count, 0);
  return <>{value.hasMore ? `${total} or more` : total}</>;
}
