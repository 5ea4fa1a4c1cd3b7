// Last use of keys, shown before an action that affects them.

import type { ApiKey } from '../api/types';
import { Time } from '../components/time';
import { isLive, lastUsed, routeOf, shown } from '../logic/traffic';

export function LastUse({ keys }: { keys: readonly ApiKey[] }) {
  const last = lastUsed(keys);
  if (!last) {
    const live = keys.filter(isLive).length;
    return (
      <p class="notice">
        {live === 0 ? 'No API key is in use.' : live === 1 ? 'No request has used the API key yet.' : 'No request has used the API keys yet.'}
      </p>
    );
  }
  return (
    <p class="notice warn">
      <strong>
        Last used <Time at={last.lastUsedAt} />
      </strong>{' '}
      with <code>{shown(last)}</code> from {last.lastUsedSourceIp ?? 'an unknown address'}
      {last.lastUsedRoute && (
        <>
          : <code>{routeOf(last.lastUsedRoute)}</code>
        </>
      )}
      .
    </p>
  );
}
