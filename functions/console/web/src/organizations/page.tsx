// Page of one organization for admins: applications, members, audit history.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { change } from '../api/change';
import { all, ApiError, call, fieldErrors, list, read } from '../api/client';
import type { Application, AuditEntry, Membership, Organization, Page } from '../api/types';
import { Applications } from '../applications/table';
import { History } from '../audit/history';
import { announce } from '../components/announcer';
import { Enabled } from '../components/badge';
import { Card } from '../components/card';
import { Confirm } from '../components/confirm';
import { Value } from '../components/copy';
import { FormDialog } from '../components/form-dialog';
import { changedName, NameField } from '../components/name-field';
import { Notice } from '../components/notice';
import { PageBody } from '../components/page';
import { Empty, LoadedContent, Stale } from '../components/states';
import { Time } from '../components/time';
import { LastUse } from '../applications/last-use';
import { day } from '../logic/time';
import { plural } from '../logic/words';
import { NotFound } from '../not-found';
import { ofAdmin } from '../scope';
import { useAction } from '../use-action';
import { useLoad } from '../use-load';
import { Members } from './members';
import { rememberName } from './names';

interface All {
  organization: Organization;
  /** `ETag` of the organization. */
  tag: string;
  applications: Application[];
  members: Membership[];
  history: Page<AuditEntry>;
}

/** Audit entries shown at first. */
const LATEST = 5;

const CRUMBS = [{ name: 'Organizations', href: '/console/organizations' }];

export function OrganizationPage({ id }: { id: string }) {
  const path = `/admin/v1/organizations/${id}`;
  const loaded = useLoad(async (signal): Promise<All> => {
    const { value: organization, tag } = await read<Organization>(path, signal);
    rememberName(organization);
    const [applications, members, history] = await Promise.all([
      all<Application>(`${path}/api-applications`, {}, signal),
      all<Membership>(`${path}/members`, {}, signal),
      list<AuditEntry>('/admin/v1/audit', { organizationId: id, limit: LATEST }, signal),
    ]);
    return { organization, tag, applications, members, history };
  }, path);
  if (loaded.error instanceof ApiError && loaded.error.status === 404) return <NotFound what="organization" crumbs={CRUMBS} />;
  if (!loaded.value) {
    return (
      <PageBody key="loading" name="Organization" crumbs={CRUMBS}>
        <section class="card" aria-label="Organization">
          <LoadedContent of={loaded} rows={8}>
            {() => null}
          </LoadedContent>
        </section>
      </PageBody>
    );
  }
  return <Whole key={id} {...loaded.value} path={path} reload={loaded.reload} stale={<Stale of={loaded} />} />;
}

interface WholeProps extends All {
  path: string;
  reload: () => Promise<boolean>;
  stale: ComponentChildren;
}

function Whole({ organization, tag, applications, members, history, path, reload, stale }: WholeProps) {
  const [dialog, setDialog] = useState<'toggle' | 'rename'>();
  const close = (): void => setDialog(undefined);
  const { id, name, enabled } = organization;
  const scope = ofAdmin(organization);
  const { pages } = scope;
  const inUse = applications.filter((application) => application.enabled).length;
  return (
    <PageBody
      name={name}
      badge={<Enabled is={enabled} />}
      crumbs={[...CRUMBS, { name }]}
      about={
        <>
          <Value text={id} what="organization ID" /> partner since <Time at={organization.createdAt} as={day} /> · {plural(members.length, 'member')}
        </>
      }
      actions={
        <div class="actions">
          <button type="button" class="button" onClick={() => setDialog('rename')}>
            Rename
          </button>
          <button type="button" class={enabled ? 'button danger' : 'button'} onClick={() => setDialog('toggle')}>
            {enabled ? 'Disable organization' : 'Enable organization'}
          </button>
        </div>
      }
    >
      {stale}
      <Notice tone="warn">You are acting for the partner. Every change is in their audit history under your name.</Notice>
      {!enabled && <Notice tone="bad">The organization is disabled: all requests of its applications are refused, regardless of their own settings.</Notice>}
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
          <Empty title="No API applications yet">The partner's members create them, or you create them for the partner.</Empty>
        ) : (
          <Applications rows={applications} scope={scope} />
        )}
      </Card>
      <Members organization={organization} members={members} reload={reload} />
      <History
        path="/admin/v1/audit"
        query={{ organizationId: id }}
        first={history}
        named={({ applicationId }) => {
          const name = applications.find((each) => each.id === applicationId)?.name;
          return { name, page: name && `${pages}/${applicationId}` };
        }}
        all={`/console/audit?organizationId=${id}`}
      />
      {dialog === 'rename' && <Rename organization={organization} tag={tag} path={path} onClose={close} reload={reload} />}
      {dialog === 'toggle' && (
        <Confirm
          title={enabled ? `Disable ${name}?` : `Enable ${name}?`}
          label={enabled ? 'Disable organization' : 'Enable organization'}
          done={enabled ? `${name} disabled` : `${name} enabled`}
          safe={!enabled}
          {...(enabled && { typed: name })}
          onClose={close}
          work={async () => {
            await call('PATCH', path, { body: { enabled: !enabled } });
            await reload();
          }}
        >
          {enabled ? (
            <>
              <LastUse keys={applications.flatMap(({ apiKeys }) => apiKeys)} />
              <p>
                {inUse === 0 ? 'No application is in use now. Requests of new ones will be refused' : `All requests of ${plural(inUse, 'application')} in use are refused immediately`}
                , with <code>application_disabled</code>. Nothing is deleted: the applications work again once you enable the
                organization.
              </p>
            </>
          ) : (
            <p>Its applications work again immediately, except those that are disabled themselves.</p>
          )}
        </Confirm>
      )}
    </PageBody>
  );
}

interface RenameProps {
  organization: Organization;
  tag: string;
  path: string;
  onClose: () => void;
  reload: () => Promise<boolean>;
}

function Rename({ organization, tag, path, onClose, reload }: RenameProps) {
  const [typed, setTyped] = useState(organization.name);
  const action = useAction();
  const name = changedName(typed, organization.name);
  const rename =
    name === undefined
      ? undefined
      : async (): Promise<void> => {
          await change(path, tag, { name }, reload);
          announce(`${name}: renamed`);
          onClose();
        };
  return (
    <FormDialog title={`Rename ${organization.name}`} label="Rename organization" action={action} send={rename} fields={['/name']} onClose={onClose}>
      <NameField value={typed} error={fieldErrors(action.error)['/name']} onChange={setTyped} />
    </FormDialog>
  );
}
