// Page of one application: keys, permissions, refused requests, audit history.

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { ApiError, call, list, read } from '../api/client';
import type { Application, ApplicationPatch, AuditEntry, Page, RefusedRequest } from '../api/types';
import { History } from '../audit/history';
import { Enabled } from '../components/badge';
import { Card } from '../components/card';
import { Confirm } from '../components/confirm';
import { Value } from '../components/copy';
import { Notice } from '../components/notice';
import { PageBody } from '../components/page';
import { LoadedContent, Stale } from '../components/states';
import { Time } from '../components/time';
import { day } from '../logic/time';
import type { Scope } from '../scope';
import { useLoad } from '../use-load';
import { ApiKeys } from './api-keys';
import { crumbs } from './create';
import { Permissions, Rename, SourceIps } from './edit';
import { FirstCall } from './first-call';
import { Refusals } from './refusals';
import { SignedHeaders } from './signed-headers';
import { SigningKeys } from './signing-keys';
import { LastUse } from './last-use';
import { NotFound } from '../not-found';

interface All {
  application: Application;
  /** `ETag` of the application. */
  tag: string;
  refusals: Page<RefusedRequest>;
  history: Page<AuditEntry>;
}

export function ApplicationPage({ scope, id }: { scope: Scope; id: string }) {
  const path = `${scope.api}/${id}`;
  const query = { ...scope.audit.query, applicationId: id };
  // One load for everything, so the layout does not shift.
  const loaded = useLoad(async (signal): Promise<All> => {
    const [{ value: application, tag }, refusals, history] = await Promise.all([
      read<Application>(path, signal),
      list<RefusedRequest>(`${path}/refusals`, undefined, signal),
      list<AuditEntry>(scope.audit.path, query, signal),
    ]);
    return { application, tag, refusals, history };
  }, path);
  if (loaded.error instanceof ApiError && loaded.error.status === 404) return <NotFound what="API application" crumbs={crumbs(scope)} />;
  const name = loaded.value?.application.name ?? 'API application';
  if (!loaded.value) {
    return (
      <PageBody key="loading" name={name} crumbs={[...crumbs(scope), { name }]}>
        <section class="card" aria-label={name}>
          <LoadedContent of={loaded} rows={8}>
            {() => null}
          </LoadedContent>
        </section>
      </PageBody>
    );
  }
  return (
    <Whole
      key={id}
      {...loaded.value}
      path={path}
      query={query}
      scope={scope}
      reload={loaded.reload}
      stale={<Stale of={loaded} />}
    />
  );
}

/** Properties of each part of the page. */
export interface SectionProps {
  application: Application;
  /** `ETag` of the application. */
  tag: string;
  path: string;
  scope: Scope;
  reload: () => Promise<boolean>;
}

type OpenDialog = 'rename' | 'toggle' | 'delete';

interface WholeProps extends All, Omit<SectionProps, 'application' | 'tag'> {
  query: Record<string, string>;
  stale: ComponentChildren;
}

function Whole({ application, tag, refusals, history, path, query, scope, reload, stale }: WholeProps) {
  const { route } = useLocation();
  const [dialog, setDialog] = useState<OpenDialog>();
  const close = (): void => setDialog(undefined);
  const part: SectionProps = { application, tag, path, scope, reload };
  const creator = history.items.find(({ action }) => action === 'APPLICATION_CREATED')?.actor.email;
  const patch = async (body: ApplicationPatch): Promise<void> => {
    await call('PATCH', path, { body });
    await reload();
  };
  return (
    <PageBody
      name={application.name}
      badge={<Enabled is={application.enabled} />}
      crumbs={[...crumbs(scope), { name: application.name }]}
      about={
        <>
          <Value text={application.id} what="application ID" /> created <Time at={application.createdAt} as={day} />
          {creator && ` by ${creator}`}
        </>
      }
      actions={
        <div class="actions">
          <button type="button" class="button" onClick={() => setDialog('rename')}>
            Rename
          </button>
          <button type="button" class={application.enabled ? 'button danger' : 'button'} onClick={() => setDialog('toggle')}>
            {application.enabled ? 'Disable' : 'Enable'}
          </button>
        </div>
      }
    >
      {stale}
      {scope.acting && (
        <Notice tone="warn">You are acting for {scope.organization.name}. Every change is in their audit history under your name.</Notice>
      )}
      {!scope.organization.enabled && (
        <Notice tone="bad">The organization is disabled: all requests of its applications are refused, regardless of the settings here.</Notice>
      )}
      {!application.enabled && (
        <Notice tone="bad">
          The application is disabled: every request is refused, with <code>application_disabled</code>.
        </Notice>
      )}
      <ApiKeys {...part} />
      <SigningKeys {...part} />
      <div class="pair">
        <Permissions {...part} />
        <SourceIps {...part} />
      </div>
      <SignedHeaders {...part} />
      <FirstCall {...part} />
      <Refusals {...part} first={refusals} />
      <History path={scope.audit.path} query={query} first={history} all={`/console/audit?${new URLSearchParams(query)}`} />
      <Card title="Delete this application">
        <div class="body row spread">
          <p class="muted">Its keys are refused immediately. You cannot undo this. The audit history stays.</p>
          <button type="button" class="button danger" onClick={() => setDialog('delete')}>
            Delete application
          </button>
        </div>
      </Card>
      {dialog === 'rename' && <Rename {...part} onClose={close} />}
      {dialog === 'toggle' && (
        <Confirm
          title={application.enabled ? `Disable ${application.name}?` : `Enable ${application.name}?`}
          label={application.enabled ? 'Disable application' : 'Enable application'}
          done={`${application.name} ${application.enabled ? 'disabled' : 'enabled'}`}
          safe={!application.enabled}
          onClose={close}
          work={() => patch({ enabled: !application.enabled })}
        >
          {application.enabled ? (
            <>
              <LastUse keys={application.apiKeys} />
              <p>
                Every request is refused immediately, with <code>application_disabled</code>. Keys and permissions stay: they work again once you
                enable the application.
              </p>
            </>
          ) : (
            <p>Requests with its keys are accepted again immediately, if they pass all checks.</p>
          )}
        </Confirm>
      )}
      {dialog === 'delete' && (
        <Confirm
          title={`Delete ${application.name}?`}
          label="Delete application"
          done={`${application.name} deleted`}
          typed={application.name}
          onClose={close}
          work={async () => {
            await call('DELETE', path);
            route(scope.acting ? `/console/organizations/${scope.organization.id}` : scope.pages, true);
          }}
        >
          <LastUse keys={application.apiKeys} />
          <p>
            Every request with its keys is refused immediately, with <code>api_key_invalid</code>. You cannot undo this: a new application gets new
            keys.
          </p>
        </Confirm>
      )}
    </PageBody>
  );
}
