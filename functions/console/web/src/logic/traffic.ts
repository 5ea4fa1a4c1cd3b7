// Live traffic of an application, shown before an action that affects it.

import type { ApiKey, Application } from '../api/types';
import { ROUTES } from '../generated/routes';
import { relative } from './time';

export const isLive = ({ status }: ApiKey): boolean => status === 'ACTIVE' || status === 'EXPIRING';
export const shown = ({ prefix, lastFour }: Pick<ApiKey, 'prefix' | 'lastFour'>): string =>
  `${prefix.slice(0, 13)}…${lastFour}`;

/** Returns a route such as `GET /api/v1/customers` by its operation name. */
export const routeOf = (id: string): string => ROUTES[id] ?? id;

/** Returns the most recently used key among the live ones. */
export function lastUsed(keys: readonly ApiKey[]): ApiKey | undefined {
  const used = keys.filter((key) => isLive(key) && key.lastUsedAt);
  return used.sort((a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''))[0];
}

/** Returns expiring keys that were used in the last 24 hours. */
export function usedAndExpiring(application: Application, now: Date): ApiKey[] {
  const since = new Date(now.getTime() - 24 * 3600 * 1000).toISOString();
  return application.apiKeys.filter((key) => key.status === 'EXPIRING' && (key.lastUsedAt ?? '') > since);
}

/** Returns a summary such as `1 active, 1 expiring in 6 h`. */
export function count(keys: readonly ApiKey[], now: Date): string {
  const active = keys.filter(({ status }) => status === 'ACTIVE').length;
  const ends = keys.flatMap(({ status, expiresAt }) => (status === 'EXPIRING' && expiresAt ? expiresAt : [])).sort();
  const [soonest] = ends;
  const expiring = soonest && `${ends.length} expiring ${relative(new Date(soonest), now)}`;
  return [active > 0 && `${active} active`, expiring].filter(Boolean).join(', ') || 'none in use';
}

/** Finds a key by its prefix, the only part that refused requests contain. */
export const withPrefix = (keys: readonly ApiKey[], prefix: string): ApiKey | undefined => keys.find((key) => key.prefix === prefix);
