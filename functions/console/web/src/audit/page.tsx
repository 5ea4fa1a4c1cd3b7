// Audit history of one or all organizations, with filters.

import { useLocation } from 'preact-iso';
import type { Query } from '../api/client';
import type { AuditAction, AuditEntry } from '../api/types';
import { Field } from '../components/field';
import { PageBody, type Crumb } from '../components/page';
import { Pages, useListing } from '../components/pages';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { nameOf } from '../organizations/names';
import { sentence } from '../logic/words';
import { columns, type Named } from './history';

/** Actions to filter by; true if an organization's own history contains them. */
const ACTIONS: Readonly<Record<AuditAction, boolean>> = {
  APPLICATION_CREATED: true,
  APPLICATION_RENAMED: true,
  PERMISSIONS_CHANGED: true,
  SOURCE_IPS_CHANGED: true,
  HEADER_RULES_CHANGED: true,
  APPLICATION_ENABLED: true,
  APPLICATION_DISABLED: true,
  APPLICATION_DELETED: true,
  SIGNING_KEY_REPLACED: true,
  API_KEY_CREATED: true,
  API_KEY_EXPIRING: true,
  API_KEY_REVOKED: true,
  MEMBER_ADDED: true,
  MEMBER_REMOVED: true,
  ORGANIZATION_CREATED: true,
  ORGANIZATION_RENAMED: true,
  ORGANIZATION_DISABLED: true,
  ORGANIZATION_ENABLED: true,
  CUSTOMER_REVIEWED: true,
  BENEFICIARY_REVIEWED: true,
  PAYMENT_REVIEWED: true,
  SCREENING_DECIDED: true,
  SCREENING_REPEATED: true,
  RATES_REPLACED: false,
  HMAC_KEY_ROTATED: false,
};

interface Props {
  of: { path: string; query: Query };
  crumbs: readonly Crumb[];
  about: string;
  named: Named;
  /** Loads the names that the entries need, before they are shown. */
  loadNames: (entries: AuditEntry[]) => Promise<void>;
  /** True if entries belong to several organizations. */
  ofAll?: boolean;
}

/** Filters, as named in the page's address. */
const FILTERS = ['action', 'from', 'to', 'applicationId', 'organizationId'] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

export function AuditPage({ of: { path, query }, crumbs, about, named, loadNames, ofAll = false }: Props) {
  const location = useLocation();
  const filters: Filters = Object.fromEntries(FILTERS.flatMap((name) => (location.query[name] ? [[name, location.query[name]]] : [])));
  const show = (next: Filters): void => {
    const kept = Object.entries(next).filter(([, value]) => value !== '');
    location.route(kept.length > 0 ? `/console/audit?${new URLSearchParams(kept)}` : '/console/audit', true);
  };
  const set = (name: keyof Filters) => (event: { currentTarget: { value: string } }) => show({ ...filters, [name]: event.currentTarget.value });
  const listing = useListing<AuditEntry>({
    path,
    query: { ...filters, ...query, from: instant(filters.from), to: instant(filters.to) },
    prepare: loadNames,
  });
  const filtered = Object.keys(filters).length > 0;
  const clear = (
    <button type="button" class="button" onClick={() => show({})}>
      Clear filters
    </button>
  );
  const [when, who, ...rest] = columns(named);
  const shown = [when, who, ...(ofAll ? [ORGANIZATION] : []), ...rest].filter((column) => column !== undefined);
  return (
    <PageBody name="Audit history" crumbs={crumbs} about={about}>
      <section class="card" aria-label="Audit history">
        <div class="filters">
          <Field label="Action">
            {(attributes) => (
              <select {...attributes} value={filters.action ?? ''} onChange={set('action')}>
                <option value="">All actions</option>
                {Object.entries(ACTIONS)
                  .filter(([, own]) => own || ofAll)
                  .map(([each]) => (
                    <option key={each} value={each}>
                      {sentence(each)}
                    </option>
                  ))}
              </select>
            )}
          </Field>
          <Field label="From">{(attributes) => <input {...attributes} type="datetime-local" value={filters.from ?? ''} onChange={set('from')} />}</Field>
          <Field label="Before">{(attributes) => <input {...attributes} type="datetime-local" value={filters.to ?? ''} onChange={set('to')} />}</Field>
          {(filters.applicationId ?? filters.organizationId) && (
            <p class="only">
              Only <span class="mono">{filters.applicationId ?? filters.organizationId}</span>
              {clear}
            </p>
          )}
        </div>
        <Pages
          of={listing}
          empty={
            filtered ? (
              <Empty title="No matching entries" action={clear}>
                No change matches these filters.
              </Empty>
            ) : (
              <Empty title="No changes yet">Every change appears here, with the person who made it and the previous values.</Empty>
            )
          }
        >
          {(rows) => <Table label="Audit history" columns={shown} rows={rows} rowKey={({ id }) => id} />}
        </Pages>
      </section>
    </PageBody>
  );
}

/** Converts a local time to UTC for the API. Passes other text on, for the API to refuse. */
function instant(local: string | undefined): string | undefined {
  if (local === undefined) return undefined;
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? local : time.toISOString();
}

const ORGANIZATION: Column<AuditEntry> = {
  title: 'Organization',
  cell: ({ organizationId }) =>
    organizationId ? <a href={`/console/organizations/${organizationId}`}>{nameOf(organizationId)}</a> : <span class="muted">the deployment</span>,
};
