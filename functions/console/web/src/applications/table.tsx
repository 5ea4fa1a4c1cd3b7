// The list of applications, for partners and for admins who help them.

import type { Application } from '../api/types';
import { Enabled } from '../components/badge';
import { Table, type Column } from '../components/table';
import { Time } from '../components/time';
import { tags } from '../logic/permissions';
import { day } from '../logic/time';
import { count, isLive, lastUsed, shown } from '../logic/traffic';

const columns = (pages: string): Column<Application>[] => [
  {
    title: 'Name',
    cell: ({ id, name, createdAt }) => (
      <>
        <a href={`${pages}/${id}`}>{name}</a>
        <span class="sub">
          created <Time at={createdAt} as={day} />
        </span>
      </>
    ),
  },
  { title: 'Permissions', cell: ({ permissions }) => <Tags permissions={permissions} /> },
  {
    title: 'API keys',
    cell: ({ apiKeys }) => {
      const newest = apiKeys.filter(isLive).at(-1);
      return (
        <>
          {newest && <span class="mono">{shown(newest)}</span>}
          <span class="sub">{count(apiKeys)}</span>
        </>
      );
    },
  },
  {
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
  },
  { title: 'State', cell: ({ enabled }) => <Enabled is={enabled} /> },
];

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

export function Applications({ rows, pages }: { rows: Application[]; pages: string }) {
  return <Table label="API applications" columns={columns(pages)} rows={rows} rowKey={({ id }) => id} />;
}
