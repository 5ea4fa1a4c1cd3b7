// Names of an organization's own applications, which the history only names by their ids.

import { all } from '../api/client';
import type { Application } from '../api/types';

const known = new Map<string, string>();

/** Reads the names where one of these applications has none yet. Who is not among them was deleted. */
export async function learnApplications(path: string, ids: string[]): Promise<void> {
  if (ids.every((id) => known.has(id))) return;
  for (const { id, name } of await all<Application>(path)) known.set(id, name);
}

export const applicationName = (id: string): string | undefined => known.get(id);
