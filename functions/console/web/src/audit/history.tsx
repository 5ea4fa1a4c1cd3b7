// The audit history: who changed what, before and after.

import type { Query } from '../api/client';
import type { AuditEntry, Page } from '../api/types';
import { Card } from '../components/card';
import { Further } from '../components/pages';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { Time } from '../components/time';
import { difference } from '../logic/difference';
import { short } from '../logic/time';
import { sentence } from '../logic/words';

export const COLUMNS: Column<AuditEntry>[] = [
  { title: 'When', cell: ({ at }) => <Time at={at} as={short} /> },
  {
    title: 'Who',
    cell: ({ actor, sourceIp }) => (
      <>
        {actor.email} {actor.role === 'NUVERA_ADMIN' && <span class="tag">admin</span>}
        <span class="sub">{sourceIp}</span>
      </>
    ),
  },
  { title: 'What', cell: ({ action }) => sentence(action) },
  {
    title: 'Before and after',
    cell: ({ before, after }) => (
      <ul class="changes mono">
        {difference(before, after).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    ),
  },
];

export function History({ path, query, first }: { path: string; query: Query; first: Page<AuditEntry> }) {
  return (
    <Card title="Audit history">
      <Further path={path} query={query} first={first} empty={<Empty title="Nothing was changed yet" />}>
        {(rows) => <Table label="Audit history" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />}
      </Further>
    </Card>
  );
}
