// API keys of an application: list, last use, replacement and revocation.

import { useState } from 'preact/hooks';
import { call } from '../api/client';
import type { ApiKey } from '../api/types';
import { Status } from '../components/badge';
import { Card } from '../components/card';
import { Confirm } from '../components/confirm';
import { Notice } from '../components/notice';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { Time, useNow } from '../components/time';
import { short } from '../logic/time';
import { isLive, routeOf, shown, usedAndExpiring } from '../logic/traffic';
import { plural } from '../logic/words';
import { LastUse } from './last-use';
import { NewKey } from './new-key';
import { showOnce } from './one-time-key';
import type { SectionProps } from './page';

export function ApiKeys(part: SectionProps) {
  const { application, path, scope, reload } = part;
  const [dialog, setDialog] = useState<'create' | ApiKey>();
  const [past, setPast] = useState(false);
  const now = useNow();
  const live = application.apiKeys.filter(isLive).reverse();
  const gone = application.apiKeys.filter((key) => !isLive(key)).reverse();
  return (
    <>
      <Card
        title="API keys"
        actions={
          <button type="button" class="button" onClick={() => setDialog('create')}>
            {live.length > 0 ? 'Create replacement key' : 'Create API key'}
          </button>
        }
      >
        {live.length === 0 && (
          <Empty title="No API key is in use">Requests need an API key. Create one and store it with your service.</Empty>
        )}
        {(live.length > 0 || past) && (
          <Table label="API keys" columns={columns(setDialog)} rows={past ? [...live, ...gone] : live} rowKey={({ id }) => id} />
        )}
        {gone.length > 0 && (
          <div class="more">
            <button type="button" class="button plain" aria-expanded={past} onClick={() => setPast(!past)}>
              {past ? 'Hide' : 'Show'} {plural(gone.length, 'key')} no longer in use
            </button>
          </div>
        )}
      </Card>
      {application.enabled && usedAndExpiring(application, now).map((key) => (
        <Notice key={key.id} tone="warn">
          <strong>An expiring key is still in use.</strong> {key.lastUsedSourceIp ?? 'Somebody'} used <code>{shown(key)}</code>{' '}
          <Time at={key.lastUsedAt} />. Requests with it are refused from <Time at={key.expiresAt} as={short} />.
        </Notice>
      ))}
      {dialog === 'create' && (
        <NewKey
          {...part}
          live={live}
          onClose={() => setDialog(undefined)}
          onCreated={(answer) => {
            setDialog(undefined);
            const fingerprint = answer.signingKeys.find(({ status }) => status === 'CURRENT')?.fingerprint ?? '';
            showOnce({ application: answer, signing: { fingerprint }, acting: scope.acting, onDone: () => void reload() });
          }}
        />
      )}
      {dialog && dialog !== 'create' && (
        <Confirm
          title={`Revoke the API key …${dialog.lastFour}?`}
          label="Revoke API key"
          done={`${shown(dialog)} revoked`}
          onClose={() => setDialog(undefined)}
          work={async () => {
            await call('POST', `${path}/api-keys/${dialog.id}/revoke`);
            await reload();
          }}
        >
          <LastUse keys={[dialog]} />
          <p>
            Requests with it are refused immediately, with <code>api_key_revoked</code>. You cannot undo this.{' '}
            <Others of={live.filter(({ id }) => id !== dialog.id)} />
          </p>
        </Confirm>
      )}
    </>
  );
}

/** Sentence about the keys that stay in use after a revocation. */
function Others({ of }: { of: ApiKey[] }) {
  if (of.length === 0) return <>This is the last key in use: without it, the application cannot call the API.</>;
  const left = `${plural(of.length, 'other key')} of this application ${of.length === 1 ? 'stays' : 'stay'} in use`;
  const ends = of.map(({ expiresAt }) => expiresAt);
  if (ends.includes(null)) return <>{left}.</>;
  return (
    <>
      {left} until <Time at={ends.sort().at(-1)} as={short} />. After that, the application cannot call the API.
    </>
  );
}

const columns = (revoke: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    title: 'Key',
    cell: (key) => (
      <>
        <span class="mono">{shown(key)}</span>
        <span class="sub">
          created <Time at={key.createdAt} />
        </span>
      </>
    ),
  },
  {
    title: 'Status',
    cell: (key) => (
      <>
        <Status of={key.status} />
        {!key.hmacKeyCurrent && isLive(key) && <span class="sub">hashed with an older Nuvera key: replace it when you can</span>}
      </>
    ),
  },
  {
    title: 'Expires',
    cell: ({ expiresAt, revokedAt }) =>
      revokedAt ? (
        <>
          revoked <Time at={revokedAt} />
        </>
      ) : (
        <>
          <Time at={expiresAt} />
          {expiresAt && (
            <span class="sub">
              <Time at={expiresAt} as={short} />
            </span>
          )}
        </>
      ),
  },
  {
    title: 'Last used',
    cell: (key) => (
      <>
        <Time at={key.lastUsedAt} />
        {key.lastUsedAt && (
          <span class="sub">
            {[key.lastUsedRoute && routeOf(key.lastUsedRoute), key.lastUsedSourceIp].filter(Boolean).join(' · ')}
          </span>
        )}
      </>
    ),
  },
  {
    title: 'Actions',
    actions: true,
    cell: (key) =>
      isLive(key) && (
        <button type="button" class="button danger" aria-label={`Revoke ${shown(key)}`} onClick={() => revoke(key)}>
          Revoke
        </button>
      ),
  },
];
