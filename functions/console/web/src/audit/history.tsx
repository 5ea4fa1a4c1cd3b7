// Audit history: time, actor, action, values before and after.

import type { Query } from '../api/client';
import type { AuditEntry, Page } from '../api/types';
import { Card } from '../components/card';
import { MorePages } from '../components/pages';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { Time } from '../components/time';
import { difference } from '../logic/difference';
import { short } from '../logic/time';
import { sentence } from '../logic/words';

/** Name and page of an entry's application, each if known. */
export type Named = (entry: AuditEntry & { applicationId: string }) => { name?: string | undefined; page?: string | undefined };

/** Columns of a history; without `named` if all entries belong to one application. */
export const columns = (named?: Named): Column<AuditEntry>[] => [
  { title: 'When', cell: ({ at }) => <Time at={at} as={short} /> },
  {
    title: 'Who',
    cell: ({ actor, sourceIp }) => (
      <>
        {actor.email}
        <span class="sub">
          {sourceIp} {actor.role === 'NUVERA_ADMIN' && <span class="tag">admin</span>}
        </span>
      </>
    ),
  },
  {
    title: 'What',
    cell: (entry) => (
      <>
        <span class="nowrap">{sentence(entry.action)}</span>
        {named && <About entry={entry} named={named} />}
      </>
    ),
  },
  {
    title: 'Before and after',
    cell: ({ before, after }) => (
      <ul class="changes">
        {shortened(difference(before, after)).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    ),
  },
];

/** Most lines shown of one change. The API returns the rest. */
const LINES = 8;
const shortened = (lines: string[]): string[] => (lines.length > LINES ? [...lines.slice(0, LINES), `and ${lines.length - LINES} more`] : lines);

function About({ entry, named }: { entry: AuditEntry; named: Named }) {
  const { applicationId, recordId } = entry;
  const abridged = (id: string) => <span class="mono" title={id}>{`${id.slice(0, 8)}…${id.slice(-4)}`}</span>;
  if (!applicationId) return recordId ? <span class="sub">{abridged(recordId)}</span> : null;
  const { name, page } = named({ ...entry, applicationId });
  const shown = name ?? abridged(applicationId);
  return <span class="sub">{page && entry.action !== 'APPLICATION_DELETED' ? <a href={page} title={applicationId}>{shown}</a> : shown}</span>;
}

interface Props {
  path: string;
  query: Query;
  first: Page<AuditEntry>;
  named?: Named;
  /** Address of the page with all entries and filters. */
  all: string;
}

export function History({ path, query, first, named, all }: Props) {
  return (
    <Card
      title="Audit history"
      actions={
        <a class="button plain" href={all}>
          All entries
        </a>
      }
    >
      <MorePages path={path} query={query} first={first} empty={<Empty title="No changes yet">Every change appears here, with the person who made it.</Empty>}>
        {(rows) => <Table label="Audit history" columns={columns(named)} rows={rows} rowKey={({ id }) => id} />}
      </MorePages>
    </Card>
  );
}
