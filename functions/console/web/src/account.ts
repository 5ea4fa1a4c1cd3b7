// What the signed-in person is to the platform: asked of the API, since a token does not say it.

import { ApiError, get } from './api/client';
import type { Me, Organization } from './api/types';
import { person } from './auth/session';

export type Account =
  | { kind: 'nobody' }
  | { kind: 'partner'; email: string; organization: Organization }
  | { kind: 'admin'; email: string }
  | { kind: 'refused'; email: string };

export async function account(): Promise<Account> {
  const who = await person();
  if (!who) return { kind: 'nobody' };
  try {
    const { email, organization } = await get<Me>('/partner/v1/me');
    return organization ? { kind: 'partner', email, organization } : { kind: 'admin', email };
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return { kind: 'refused', email: who };
    throw error;
  }
}
