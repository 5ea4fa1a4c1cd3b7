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

/** Where an application's page is; absent where all entries are of one. */
export type ApplicationPage = (entry: AuditEntry & { applicationId: string }) => string | undefined;

export const columns = (pageOf?: ApplicationPage): Column<AuditEntry>[] => [
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
  {
    title: 'What',
    cell: (entry) => (
      <>
        <span class="nowrap">{sentence(entry.action)}</span>
        {pageOf && <About entry={entry} pageOf={pageOf} />}
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

/** So many lines are told of one change; who wants the rest asks the API. */
const LINES = 8;
const shortened = (lines: string[]): string[] => (lines.length > LINES ? [...lines.slice(0, LINES), `and ${lines.length - LINES} more`] : lines);

function About({ entry, pageOf }: { entry: AuditEntry; pageOf: ApplicationPage }) {
  const { applicationId } = entry;
  if (!applicationId) return null;
  const href = entry.action === 'APPLICATION_DELETED' ? undefined : pageOf({ ...entry, applicationId });
  const short = `${applicationId.slice(0, 8)}…${applicationId.slice(-4)}`;
  return <span class="sub mono">{href ? <a href={href} title={applicationId}>{short}</a> : short}</span>;
}

interface Props {
  path: string;
  query: Query;
  first: Page<AuditEntry>;
  pageOf?: ApplicationPage;
  /** Where all entries are, with filters. */
  all: string;
}

export function History({ path, query, first, pageOf, all }: Props) {
  return (
    <Card
      title="Audit history"
      actions={
        <a class="button plain" href={all}>
          All entries
        </a>
      }
    >
      <Further path={path} query={query} first={first} empty={<Empty title="Nothing was changed yet">Every change appears here, with who made it.</Empty>}>
        {(rows) => <Table label="Audit history" columns={columns(pageOf)} rows={rows} rowKey={({ id }) => id} />}
      </Further>
    </Card>
  );
}
