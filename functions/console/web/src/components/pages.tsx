// A list that is read page by page.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { list, type Query } from '../api/client';
import type { Page } from '../api/types';
import { useAction } from '../use-action';
import { useLoad } from '../use-load';
import { announce } from './announcer';
import { Failure } from './notice';
import { Shown } from './states';

interface Props<T> {
  path: string;
  query?: Query;
  empty: ComponentChildren;
  /** Reads what rows need to be shown, before they are. */
  prepare?: (rows: T[]) => Promise<void>;
  children: (rows: T[]) => ComponentChildren;
}

/** Reads the first page by itself; another `round` reads it anew. */
export function Pages<T>({ round = 0, ...props }: Props<T> & { round?: number }) {
  const { path, query, prepare } = props;
  const first = useLoad((signal) => read(path, query, prepare, signal), path, query, round);
  return <Shown of={first}>{(page) => <Further {...props} first={page} />}</Shown>;
}

async function read<T>(path: string, query: Query = {}, prepare: Props<T>['prepare'], signal?: AbortSignal): Promise<Page<T>> {
  const page = await list<T>(path, query, signal);
  await prepare?.(page.items);
  return page;
}

/** Shows a page that was read, and reads what follows it. */
export function Further<T>({ first, path, query = {}, empty, prepare, children }: Props<T> & { first: Page<T> }) {
  const [more, setMore] = useState<Page<T> & { after: Page<T> }>();
  const action = useAction();
  const further = more?.after === first ? more : undefined;
  const rows = [...first.items, ...(further?.items ?? [])];
  const cursor = (further ?? first).nextCursor;
  if (rows.length === 0 && !cursor) return <>{empty}</>;
  const next = (): void =>
    action.run(async () => {
      const page = await read<T>(path, { ...query, cursor: cursor ?? undefined }, prepare);
      setMore({ ...page, items: [...(further?.items ?? []), ...page.items], after: first });
      announce(`${page.items.length} more shown`);
    });
  return (
    <>
      {children(rows)}
      <Failure error={action.error} />
      {cursor && (
        <div class="more">
          <button type="button" class="button" disabled={action.busy} onClick={next}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}
