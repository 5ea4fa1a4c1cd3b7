// Names of organizations. Records contain only their IDs.

import { ApiError, get } from '../api/client';
import type { Organization } from '../api/types';

const known = new Map<string, string>();

/** Loads the names that are not known yet. */
export async function loadNames(ids: string[]): Promise<void> {
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  await Promise.all(
    unknown.map(async (id) => {
      try {
        known.set(id, (await get<Organization>(`/admin/v1/organizations/${id}`)).name);
      } catch (error) {
        // Without its name, an organization is shown by its ID.
        if (!(error instanceof ApiError)) throw error;
      }
    }),
  );
}

export const nameOf = (id: string): string => known.get(id) ?? id;
export const rememberName = ({ id, name }: Organization): void => void known.set(id, name);
