// Draft of an application. It outlives its page, so *Back* loses nothing. It exists in memory only and never contains the
// private key.

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

/** Returns the draft of the application to create at this API path. */
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
