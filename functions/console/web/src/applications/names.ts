// Names of an organization's applications. Audit entries contain only their IDs.

import { all } from '../api/client';
import type { Application } from '../api/types';

const known = new Map<string, string>();

/** Loads all names if one of these IDs has none yet. Deleted applications stay without a name. */
export async function loadApplicationNames(path: string, ids: string[]): Promise<void> {
  if (ids.every((id) => known.has(id))) return;
  for (const { id, name } of await all<Application>(path)) known.set(id, name);
}

export const applicationName = (id: string): string | undefined => known.get(id);
