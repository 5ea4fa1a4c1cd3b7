// What live traffic an application has, and what an action does to it: said before the action is done.

import type { ApiKey, Application } from '../api/types';
import { ROUTES } from '../generated/routes';
import { relative } from './time';

export const isLive = ({ status }: ApiKey): boolean => status === 'ACTIVE' || status === 'EXPIRING';
export const shown = ({ prefix, lastFour }: Pick<ApiKey, 'prefix' | 'lastFour'>): string =>
  `${prefix.slice(0, 13)}…${lastFour}`;

/** `GET /api/v1/customers`, of the name that the service has for it. */
export const routeOf = (id: string): string => ROUTES[id] ?? id;

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

/** `1 active, 1 expiring in 6 h` */
export function count(keys: readonly ApiKey[], now: Date): string {
  const active = keys.filter(({ status }) => status === 'ACTIVE').length;
  const ends = keys.flatMap(({ status, expiresAt }) => (status === 'EXPIRING' && expiresAt ? expiresAt : [])).sort();
  const [soonest] = ends;
  const expiring = soonest && `${ends.length} expiring ${relative(new Date(soonest), now)}`;
  return [active > 0 && `${active} active`, expiring].filter(Boolean).join(', ') || 'none in use';
}

/** The key that a refused request came with, of which only the prefix is told. */
export const withPrefix = (keys: readonly ApiKey[], prefix: string): ApiKey | undefined => keys.find((key) => key.prefix === prefix);
