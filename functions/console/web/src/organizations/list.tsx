// Organization hub: list and search of partners.

import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import type { Organization } from '../api/types';
import { Enabled } from '../components/badge';
import { Field } from '../components/field';
import { FormDialog } from '../components/form-dialog';
import { changedName, NameField } from '../components/name-field';
import { PageBody } from '../components/page';
import { Pages, useListing } from '../components/pages';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { Value } from '../components/copy';
import { Time } from '../components/time';
import { day } from '../logic/time';
import { useAction } from '../use-action';

/** Pause in typing before the search is sent, in milliseconds. */
const PAUSE = 250;

const COLUMNS: Column<Organization>[] = [
  { title: 'Name', cell: ({ id, name }) => <a href={`/console/organizations/${id}`}>{name}</a> },
  { title: 'ID', cell: ({ id }) => <Value text={id} what="organization ID" /> },
  { title: 'Partner since', cell: ({ createdAt }) => <Time at={createdAt} as={day} /> },
  { title: 'State', cell: ({ enabled }) => <Enabled is={enabled} /> },
];

export function OrganizationList() {
  const [text, setText] = useState('');
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  const listing = useListing<Organization>({ path: '/admin/v1/organizations', query: { query } });
  const create = (
    <button type="button" class="button" onClick={() => setOpen(true)}>
      Add organization
    </button>
  );
  return (
    <PageBody name="Organizations" crumbs={[{ name: 'Organization hub' }, { name: 'Organizations' }]} about="Partners and their applications." actions={create}>
      <section class="card" aria-label="Organizations">
        <div class="filters" role="search">
          <Field label="Find by name">
            {(attributes) => (
              <input {...attributes} type="search" maxLength={100} autoComplete="off" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
            )}
          </Field>
        </div>
        <Pages
          of={listing}
          empty={
            query === '' ? (
              <Empty title="No organizations yet" action={create}>
                An organization is a partner: its members manage their API applications.
              </Empty>
            ) : (
              <Empty
                title={`No organization's name contains “${query}”`}
                action={
                  <button type="button" class="button" onClick={() => setText('')}>
                    Show all organizations
                  </button>
                }
              />
            )
          }
        >
          {(rows) => <Table label="Organizations" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />}
        </Pages>
      </section>
      {open && <Create onClose={() => setOpen(false)} />}
    </PageBody>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [typed, setTyped] = useState('');
  const action = useAction();
  const name = changedName(typed);
  const create =
    name === undefined
      ? undefined
      : async (): Promise<void> => {
          const { id } = await call<Organization>('POST', '/admin/v1/organizations', { body: { name } });
          route(`/console/organizations/${id}`);
        };
  return (
    <FormDialog title="Add organization" label="Add organization" action={action} send={create} fields={['/name']} onClose={onClose}>
      <NameField value={typed} error={fieldErrors(action.error)['/name']} onChange={setTyped} />
    </FormDialog>
  );
}
