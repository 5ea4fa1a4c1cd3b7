// The audit history of an organization, or of all, by what was done and by whom.

import { useState } from 'preact/hooks';
import type { Query } from '../api/client';
import type { AuditAction, AuditEntry } from '../api/types';
import { Field } from '../components/field';
import { PageBody, type Crumb } from '../components/page';
import { Pages } from '../components/pages';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { learnNames, nameOf } from '../organizations/names';
import { sentence } from '../logic/words';
import { columns, type ApplicationPage } from './history';

const ACTIONS: readonly AuditAction[] = [
  'APPLICATION_CREATED',
  'APPLICATION_RENAMED',
  'PERMISSIONS_CHANGED',
  'SOURCE_IPS_CHANGED',
  'APPLICATION_ENABLED',
  'APPLICATION_DISABLED',
  'APPLICATION_DELETED',
  'SIGNING_KEY_REPLACED',
  'API_KEY_CREATED',
  'API_KEY_EXPIRING',
  'API_KEY_REVOKED',
  'MEMBER_ADDED',
  'MEMBER_REMOVED',
  'ORGANIZATION_CREATED',
  'ORGANIZATION_RENAMED',
  'ORGANIZATION_DISABLED',
  'ORGANIZATION_ENABLED',
];
const OF_ADMINS: readonly AuditAction[] = ['HMAC_KEY_ROTATED'];

interface Props {
  of: { path: string; query: Query };
  crumbs: readonly Crumb[];
  about: string;
  pageOf: ApplicationPage;
  /** Whether entries are of several organizations. */
  ofAll?: boolean;
}

export function AuditPage({ of: { path, query }, crumbs, about, pageOf, ofAll = false }: Props) {
  const [action, setAction] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const time = (day: string): string | undefined => (day === '' ? undefined : new Date(day).toISOString());
  const asked = { ...query, action, from: time(from), to: time(to) };
  const [when, who, ...rest] = columns(pageOf);
  const shown = [when, who, ...(ofAll ? [ORGANIZATION] : []), ...rest].filter((column) => column !== undefined);
  return (
    <PageBody name="Audit history" crumbs={crumbs} about={about}>
      <section class="card" aria-label="Audit history">
        <div class="filters">
          <Field label="What">
            {(attributes) => (
              <select {...attributes} value={action} onChange={({ currentTarget }) => setAction(currentTarget.value)}>
                <option value="">Everything</option>
                {[...ACTIONS, ...(ofAll ? OF_ADMINS : [])].map((each) => (
                  <option key={each} value={each}>
                    {sentence(each)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="From">
            {(attributes) => <input {...attributes} type="datetime-local" value={from} onInput={({ currentTarget }) => setFrom(currentTarget.value)} />}
          </Field>
          <Field label="Before">
            {(attributes) => <input {...attributes} type="datetime-local" value={to} onInput={({ currentTarget }) => setTo(currentTarget.value)} />}
          </Field>
        </div>
        <Pages<AuditEntry>
          path={path}
          query={asked}
          {...(ofAll && { prepare: (rows: AuditEntry[]) => learnNames(rows.flatMap(({ organizationId }) => organizationId ?? [])) })}
          empty={<Empty title="Nothing matches">No change of this kind was made in this time.</Empty>}
        >
          {(rows) => <Table label="Audit history" columns={shown} rows={rows} rowKey={({ id }) => id} />}
        </Pages>
      </section>
    </PageBody>
  );
}

const ORGANIZATION: Column<AuditEntry> = {
  title: 'Organization',
  cell: ({ organizationId }) =>
    organizationId ? <a href={`/console/organizations/${organizationId}`}>{nameOf(organizationId)}</a> : <span class="muted">the deployment</span>,
};
