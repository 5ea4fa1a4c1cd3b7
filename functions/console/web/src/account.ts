// What the signed-in person is to the platform: asked of the API, since a token does not say it.

import { ApiError, get } from './api/client';
import type { Me, Organization } from './api/types';

export type Account =
  | { kind: 'partner'; email: string; organization: Organization }
  | { kind: 'admin'; email: string }
  | { kind: 'refused'; email: string };

/** Asks it of whom the sign-in service calls `who`. */
export async function account(who: string): Promise<Account> {
  try {
    const { email, organization } = await get<Me>('/partner/v1/me');
    return organization ? { kind: 'partner', email, organization } : { kind: 'admin', email };
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return { kind: 'refused', email: who };
    throw error;
  }
}
