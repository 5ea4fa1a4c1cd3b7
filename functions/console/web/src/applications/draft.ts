// What is filled in of an application that is not made yet. It outlives its page, so that *Back* loses nothing, and is in
// this page's memory alone: the private key is not part of it.

import { useState } from 'preact/hooks';
import type { Permission } from '../api/types';
import type { Chosen } from './signing-key';

interface Draft {
  step: number;
  name: string;
  sourceIps: string;
  chosen: Chosen | undefined;
  permissions: ReadonlySet<Permission>;
  requireSignedHeaders: boolean;
}

const EMPTY: Draft = { step: 0, name: '', sourceIps: '', chosen: undefined, permissions: new Set(), requireSignedHeaders: false };

const kept = new Map<string, Draft>();

/** The draft of an application that is to be made at this path of the API. */
export function useDraft(path: string) {
  const [draft, setDraft] = useState(() => kept.get(path) ?? EMPTY);
  return {
    draft,
    edit: (change: Partial<Draft>): void =>
      setDraft((before) => {
        const after = { ...before, ...change };
        kept.set(path, after);
        return after;
      }),
    forget: (): void => void kept.delete(path),
  };
}
