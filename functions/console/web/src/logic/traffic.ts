// What live traffic an application has, and what an action does to it: said before the action is done.

import type { ApiKey, Application } from '../api/types';

export const isLive = ({ status }: ApiKey): boolean => status === 'ACTIVE' || status === 'EXPIRING';
export const shown = ({ prefix, lastFour }: Pick<ApiKey, 'prefix' | 'lastFour'>): string =>
  `${prefix.slice(0, 13)}…${lastFour}`;

/** The key that was used last, of those that can be. */
export function lastUsed(keys: readonly ApiKey[]): ApiKey | undefined {
  const used = keys.filter((key) => isLive(key) && key.lastUsedAt);
  return used.sort((a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''))[0];
}

/** Keys that end soon although somebody uses them, newest use first. */
export function usedAndExpiring(application: Application, now: Date): ApiKey[] {
  const since = new Date(now.getTime() - 24 * 3600 * 1000).toISOString();
  return application.apiKeys.filter((key) => key.status === 'EXPIRING' && (key.lastUsedAt ?? '') > since);
}

/** `1 active, 1 expiring` */
export function count(keys: readonly ApiKey[]): string {
  const live = (['ACTIVE', 'EXPIRING'] as const)
    .map((status) => [status, keys.filter((key) => key.status === status).length] as const)
    .filter(([, number]) => number > 0);
  return live.map(([status, number]) => `${number} ${status.toLowerCase()}`).join(', ') || 'none in use';
}
