// List that is loaded page by page.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { list, type Query } from '../api/client';
import type { Page } from '../api/types';
import { useAction } from '../use-action';
import { useLoad, type Loaded } from '../use-load';
import { announce } from './announcer';
import { Failure } from './notice';
import { LoadedContent, Stale } from './states';

interface Source<T> {
  path: string;
  query?: Query;
  /** Loads data that the rows need, before they are shown. */
  prepare?: (rows: T[]) => Promise<void>;
}

/** First page, and the source of the next ones. */
interface Listing<T> extends Loaded<Page<T>> {
  source: Source<T>;
}

export function useListing<T>(source: Source<T>): Listing<T> {
  return { ...useLoad((signal) => read(source, undefined, signal), source.path, source.query), source };
}

async function read<T>({ path, query, prepare }: Source<T>, cursor?: string, signal?: AbortSignal): Promise<Page<T>> {
  const page = await list<T>(path, { ...query, cursor }, signal);
  await prepare?.(page.items);
  return page;
}

interface Shows<T> {
  empty: ComponentChildren;
  children: (rows: T[]) => ComponentChildren;
}

export function Pages<T>({ of, ...shows }: Shows<T> & { of: Listing<T> }) {
  return (
    <>
      <Stale of={of} />
      <LoadedContent of={of}>{(first) => <MorePages {...of.source} {...shows} first={first} />}</LoadedContent>
    </>
  );
}

/** Shows a loaded page and loads the next ones on request. */
export function MorePages<T>({ first, empty, children, ...source }: Source<T> & Shows<T> & { first: Page<T> }) {
  const [more, setMore] = useState<Page<T> & { after: Page<T> }>();
  const action = useAction();
  const further = more?.after === first ? more : undefined;
  const rows = [...first.items, ...(further?.items ?? [])];
  const cursor = (further ?? first).nextCursor;
  if (rows.length === 0 && !cursor) return <>{empty}</>;
  const next = (): void =>
    action.run(async () => {
      const page = await read<T>(source, cursor ?? undefined);
      setMore({ ...page, items: [...(further?.items ?? []), ...page.items], after: first });
      announce(`${page.items.length} more shown`);
    });
  return (
    <>
      {children(rows)}
      <Failure error={action.error} />
      {cursor && (
        <div class="more">
          <button type="button" class="button" aria-disabled={action.busy} onClick={next}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}
