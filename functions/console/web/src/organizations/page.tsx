// One organization: its applications, members and history, on the partner's behalf.

import { useState } from 'preact/hooks';
import { all, ApiError, call, fieldErrors, list } from '../api/client';
import type { Application, AuditEntry, Membership, Organization, Page } from '../api/types';
import { Applications } from '../applications/table';
import { History } from '../audit/history';
import { announce } from '../components/announcer';
import { Enabled } from '../components/badge';
import { Card } from '../components/card';
import { Confirm } from '../components/confirm';
import { Value } from '../components/copy';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { Failure, Notice } from '../components/notice';
import { PageBody } from '../components/page';
import { Empty, Shown } from '../components/states';
import { Time } from '../components/time';
import { LastUse } from '../applications/last-use';
import { day } from '../logic/time';
import { plural } from '../logic/words';
import { NotFound } from '../not-found';
import { ofAdmin } from '../scope';
import { useAction } from '../use-action';
import { useLoad } from '../use-load';
import { Members } from './members';
import { get } from '../api/client';
import { learn } from './names';

interface All {
  organization: Organization;
  applications: Application[];
  members: Membership[];
  history: Page<AuditEntry>;
}

const CRUMBS = [{ name: 'Organizations', href: '/console/organizations' }];

export function OrganizationPage({ id }: { id: string }) {
  const path = `/admin/v1/organizations/${id}`;
  const loaded = useLoad(async (signal): Promise<All> => {
    const organization = await get<Organization>(path, undefined, signal);
    learn(organization);
    const [applications, members, history] = await Promise.all([
      all<Application>(`${path}/api-applications`, {}, signal),
      all<Membership>(`${path}/members`, {}, signal),
      list<AuditEntry>('/admin/v1/audit', { organizationId: id }, signal),
    ]);
    return { organization, applications, members, history };
  }, path);
  if (loaded.error instanceof ApiError && loaded.error.status === 404) return <NotFound what="organization" />;
  if (!loaded.value) {
    return (
      <PageBody key="loading" name="Organization" crumbs={CRUMBS}>
        <section class="card" aria-label="Organization">
          <Shown of={loaded} rows={8}>
            {() => null}
          </Shown>
        </section>
      </PageBody>
    );
  }
  return <Whole key={id} {...loaded.value} path={path} reload={loaded.reload} />;
}

function Whole({ organization, applications, members, history, path, reload }: All & { path: string; reload: () => void }) {
  const [asked, setAsked] = useState<'toggle' | 'rename'>();
  const close = (): void => setAsked(undefined);
  const { id, name, enabled } = organization;
  const { pages } = ofAdmin(organization);
  const inUse = applications.filter((application) => application.enabled).length;
  return (
    <PageBody
      name={name}
      title={
        <>
          {name} <Enabled is={enabled} />
        </>
      }
      crumbs={[...CRUMBS, { name }]}
      about={
        <>
          <Value text={id} what="organization id" /> partner since <Time at={organization.createdAt} as={day} />
        </>
      }
      actions={
        <div class="actions">
          <button type="button" class="button" onClick={() => setAsked('rename')}>
            Rename
          </button>
          <button type="button" class={enabled ? 'button danger' : 'button'} onClick={() => setAsked('toggle')}>
            {enabled ? 'Disable organization' : 'Enable organization'}
          </button>
        </div>
      }
    >
      <Notice tone="warn">You are acting for the partner. Every change is in their audit history under your name.</Notice>
      <Card
        title="API applications"
        actions={
          enabled && (
            <a class="button" href={`${pages}/new`}>
              Create for the partner
            </a>
          )
        }
      >
        {applications.length === 0 ? (
          <Empty title="No API applications yet">The partner's members create them, or you do for them.</Empty>
        ) : (
          <Applications rows={applications} pages={pages} />
        )}
      </Card>
      <Members organization={organization} members={members} reload={reload} />
      <History path="/admin/v1/audit" query={{ organizationId: id }} first={history} pageOf={({ applicationId }) => `${pages}/${applicationId}`} />
      {asked === 'rename' && <Rename organization={organization} path={path} onClose={close} reload={reload} />}
      {asked === 'toggle' && (
        <Confirm
          title={enabled ? `Disable ${name}?` : `Enable ${name}?`}
          label={enabled ? 'Disable organization' : 'Enable organization'}
          done={enabled ? `${name} disabled` : `${name} enabled`}
          safe={!enabled}
          {...(enabled && { typed: name })}
          onClose={close}
          work={async () => {
            await call('PATCH', path, { body: { enabled: !enabled } });
            reload();
          }}
        >
          {enabled ? (
            <>
              <LastUse keys={applications.flatMap(({ apiKeys }) => apiKeys)} />
              <p>
                Every request of {plural(inUse, 'application')} in use is refused from the next one on, with <code>application_disabled</code>. Nothing
                is deleted; enabling it again brings them back.
              </p>
            </>
          ) : (
            <p>Its applications may be used again from the next request on, but for those that are disabled themselves.</p>
          )}
        </Confirm>
      )}
    </PageBody>
  );
}

function Rename({ organization, path, onClose, reload }: { organization: Organization; path: string; onClose: () => void; reload: () => void }) {
  const [name, setName] = useState(organization.name);
  const action = useAction();
  const changed = name.trim() !== '' && name.trim() !== organization.name;
  const save = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      await call('PATCH', path, { body: { name: name.trim() } });
      reload();
      announce('Saved');
      onClose();
    });
  };
  return (
    <Dialog title="Rename organization" onClose={onClose}>
      <form class="stacked" onSubmit={save}>
        <Field label="Name" error={fieldErrors(action.error)['/name']}>
          {(attributes) => (
            <input {...attributes} type="text" maxLength={100} autoComplete="off" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
          )}
        </Field>
        <Failure error={action.error} fields={['/name']} />
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!changed || action.busy}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}
