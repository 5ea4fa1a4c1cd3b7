// Who still uses keys: said before they are taken away.

import type { ApiKey } from '../api/types';
import { Time } from '../components/time';
import { isLive, lastUsed, shown } from '../logic/traffic';

export function LastUse({ keys }: { keys: readonly ApiKey[] }) {
  const last = lastUsed(keys);
  if (!last) {
    return <p class="notice">{keys.some(isLive) ? 'No request has used it yet.' : 'No key of it is in use.'}</p>;
  }
  return (
    <p class="notice warn">
      <strong>
        Last used <Time at={last.lastUsedAt} />
      </strong>{' '}
      with <code>{shown(last)}</code> from {last.lastUsedSourceIp ?? 'an unknown address'}
      {last.lastUsedRoute && (
        <>
          : <code>{last.lastUsedRoute}</code>
        </>
      )}
      .
    </p>
  );
}
