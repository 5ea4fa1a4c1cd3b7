// Role of the signed-in person, read from the API because tokens do not contain it.

import { ApiError, get } from './api/client';
import type { Me, Organization } from './api/types';

export type Account =
  | { kind: 'partner'; email: string; organization: Organization }
  | { kind: 'admin'; email: string }
  | { kind: 'refused'; email: string };

/** Reads the account of the signed-in person; `who` is their name at the sign-in service. */
export async function account(who: string): Promise<Account> {
  try {
    const { email, organization } = await get<Me>('/partner/v1/me');
    return organization ? { kind: 'partner', email, organization } : { kind: 'admin', email };
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return { kind: 'refused', email: who };
    throw error;
  }
}
