// What the signed-in person is to the platform: asked of the API, since a token does not say it.

import { ApiError, get, list } from './api/client';
import type { Me, Organization } from './api/types';
import { person } from './auth/session';

export type Account =
  | { kind: 'nobody' }
  | { kind: 'partner'; email: string; organization: Organization }
  | { kind: 'admin'; email: string }
  | { kind: 'refused'; email: string };

/** What this tab's person was found to be, so that a reload asks the right question first. */
const REMEMBERED = 'nuvera.role';

export async function account(): Promise<Account> {
  const who = await person();
  if (!who) return { kind: 'nobody' };
  const { email } = who;
  const ways = [
    async (): Promise<Account> => ({ kind: 'partner', email, organization: (await get<Me>('/partner/v1/me')).organization }),
    async (): Promise<Account> => {
      await list<Organization>('/admin/v1/organizations', { limit: 1 });
      return { kind: 'admin', email };
    },
  ];
  const remembered = `${who.id} admin`;
  if (sessionStorage.getItem(REMEMBERED) === remembered) ways.reverse();
  for (const way of ways) {
    try {
      const found = await way();
      if (found.kind === 'admin') sessionStorage.setItem(REMEMBERED, remembered);
      return found;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 403)) throw error;
    }
  }
  return { kind: 'refused', email };
}
