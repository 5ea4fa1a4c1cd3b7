// Table of applications, for partners and for admins who act for them.

import type { Application } from '../api/types';
import { Enabled } from '../components/badge';
import { Table, type Column } from '../components/table';
import { Time, useNow } from '../components/time';
import { tags } from '../logic/permissions';
import { day } from '../logic/time';
import { count, isLive, lastUsed, shown } from '../logic/traffic';
import type { Scope } from '../scope';
import { RefusedCount } from './refused-count';

const name = (pages: string): Column<Application> => ({
  title: 'Name',
  cell: ({ id, name, createdAt }) => (
    <>
      <a href={`${pages}/${id}`}>{name}</a>
      <span class="sub">
        created <Time at={createdAt} as={day} />
      </span>
    </>
  ),
});

const PERMISSIONS: Column<Application> = { title: 'Permissions', cell: ({ permissions }) => <Tags permissions={permissions} /> };

const KEYS: Column<Application> = { title: 'API keys', cell: ({ apiKeys }) => <Keys of={apiKeys} /> };

const LAST_USED: Column<Application> = {
  title: 'Last used',
  cell: ({ apiKeys }) => {
    const last = lastUsed(apiKeys);
    return (
      <>
        <Time at={last?.lastUsedAt} />
        {last && <span class="sub">{last.lastUsedSourceIp}</span>}
      </>
    );
  },
};

const refused = (api: string): Column<Application> => ({ title: 'Refused, 7 days', cell: ({ id }) => <RefusedCount path={`${api}/${id}/refusals`} /> });

const STATE: Column<Application> = { title: 'State', cell: ({ enabled }) => <Enabled is={enabled} /> };

function Keys({ of }: { of: Application['apiKeys'] }) {
  const now = useNow();
  const newest = of.filter(isLive).at(-1);
  return (
    <>
      {newest && <span class="mono">{shown(newest)}</span>}
      <span class="sub">{count(of, now)}</span>
    </>
  );
}

export function Tags({ permissions }: { permissions: Application['permissions'] }) {
  if (permissions.length === 0) return <span class="muted">none</span>;
  return (
    <span class="tags">
      {tags(permissions).map((tag) => (
        <span key={tag} class="tag">
          {tag}
        </span>
      ))}
    </span>
  );
}

/** Applications with permissions for partners, or with refused requests for admins. */
export function Applications({ rows, scope }: { rows: Application[]; scope: Scope }) {
  const columns = [name(scope.pages), scope.acting ? refused(scope.api) : PERMISSIONS, KEYS, LAST_USED, STATE];
  return <Table label="API applications" columns={columns} rows={rows} rowKey={({ id }) => id} />;
}
