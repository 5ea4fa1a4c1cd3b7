// Routes from addresses to pages, by role.

import type { ComponentChildren } from 'preact';
import { LocationProvider, Router, useLocation, useRoute } from 'preact-iso';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { account, type Account } from './account';
import { CreateApplication } from './applications/create';
import { ApplicationList } from './applications/list';
import { applicationName, loadApplicationNames } from './applications/names';
import { OneTimeKey } from './applications/one-time-key';
import { ApplicationPage } from './applications/page';
import { AuditPage } from './audit/page';
import { Callback, Refused, SignInAgain, SignInPage, Unavailable } from './auth/pages';
import { person } from './auth/session';
import { ApiError, get } from './api/client';
import type { Organization } from './api/types';
import { PageBody } from './components/page';
import { Loading, LoadedContent } from './components/states';
import { Frame, type Group } from './frame';
import { keepFocus } from './keep-focus';
import { NotFound } from './not-found';
import { OrganizationList } from './organizations/list';
import { loadNames } from './organizations/names';
import { OrganizationPage } from './organizations/page';
import { OwnOrganization } from './organizations/own';
import { QueuePage } from './reviews/page';
import { QUEUES } from './reviews/queues';
import { ofAdmin, ofPartner, type Scope } from './scope';
import { useLoad } from './use-load';

export function App() {
  useEffect(keepFocus, []);
  return (
    <LocationProvider scope="/console">
      <Gate />
      <OneTimeKey />
      <SignInAgain />
    </LocationProvider>
  );
}

/** Shows the console to signed-in people, and the sign-in page to others. */
function Gate() {
  const { path } = useLocation();
  /** Name at the sign-in service; `null` if nobody is signed in. */
  const [who, setWho] = useState<string | null>();
  const [found, setFound] = useState<Account>();
  const [error, setError] = useState<unknown>();
  const find = useCallback(async (): Promise<void> => {
    setError(undefined);
    try {
      const signedIn = await person();
      setWho(signedIn ?? null);
      if (signedIn) setFound(await account(signedIn));
    } catch (problem) {
      setError(problem);
    }
  }, []);
  const returning = path === '/console/callback';
  useEffect(() => {
    if (!returning) void find();
  }, []);
  if (returning) return <Callback onSignedIn={find} />;
  if (error !== undefined) return <Unavailable error={error} retry={() => void find()} />;
  if (who === undefined) return null;
  if (who === null) return <SignInPage />;
  if (!found) return <LoadingAccount email={who} />;
  switch (found.kind) {
    case 'refused':
      return <Refused email={found.email} />;
    case 'partner':
      return <PartnerConsole email={found.email} organization={found.organization} />;
    case 'admin':
      return <AdminConsole email={found.email} />;
  }
}

/** Frame with placeholders while the account loads. */
function LoadingAccount({ email }: { email: string }) {
  return (
    <Frame groups={[]} role="" email={email}>
      <section class="card" aria-label="Console">
        <Loading rows={8} />
      </section>
    </Frame>
  );
}

const REFERENCE = { name: 'API reference', href: '/reference', outside: true };

const PARTNER: readonly Group[] = [
  { name: 'Settings', items: [{ name: 'Organization', href: '/console/organization' }] },
  {
    name: 'Platform',
    items: [{ name: 'API applications', href: '/console/applications' }, { name: 'Audit history', href: '/console/audit' }, REFERENCE],
  },
];

function PartnerConsole({ email, organization }: { email: string; organization: Organization }) {
  const scope = ofPartner(organization);
  return (
    <Frame groups={PARTNER} role={organization.name} email={email}>
      <Router>
        <Redirect path="/console" href="/console/applications" />
        <ApplicationList path="/console/applications" scope={scope} />
        <CreateApplication path="/console/applications/new" scope={scope} />
        <RoutedApplication path="/console/applications/:id" scope={scope} />
        <AuditPage
          path="/console/audit"
          of={scope.audit}
          crumbs={[{ name: 'Settings' }, { name: 'Platform' }, { name: 'Audit history' }]}
          about="All changes to your applications and members. Entries cannot be altered."
          loadNames={(entries) => loadApplicationNames(scope.api, entries.flatMap(({ applicationId }) => applicationId ?? []))}
          named={({ applicationId }) => {
            const name = applicationName(applicationId);
            return { name, page: name && `${scope.pages}/${applicationId}` };
          }}
        />
        <OwnOrganization path="/console/organization" organization={organization} />
        <NotFound default />
      </Router>
    </Frame>
  );
}

const ADMIN: readonly Group[] = [
  {
    name: 'Organization hub',
    items: [{ name: 'Organizations', href: '/console/organizations' }, { name: 'Audit history', href: '/console/audit' }],
  },
  { name: 'Reviews', items: QUEUES.map(({ key, title }) => ({ name: title, href: `/console/reviews/${key}` })) },
  { name: 'Platform', items: [REFERENCE] },
];

function AdminConsole({ email }: { email: string }) {
  return (
    <Frame groups={ADMIN} role="Nuvera admin" email={email}>
      <Router>
        <Redirect path="/console" href="/console/organizations" />
        <OrganizationList path="/console/organizations" />
        <RoutedOrganization path="/console/organizations/:org">{(id) => <OrganizationPage id={id} />}</RoutedOrganization>
        <RoutedOrganization path="/console/organizations/:org/applications/new">
          {(id) => <ForPartner id={id}>{(scope) => <CreateApplication scope={scope} />}</ForPartner>}
        </RoutedOrganization>
        <RoutedOrganization path="/console/organizations/:org/applications/:id">
          {(id) => <ForPartner id={id}>{(scope) => <RoutedApplication scope={scope} />}</ForPartner>}
        </RoutedOrganization>
        <AuditPage
          path="/console/audit"
          of={EVERYTHING}
          crumbs={[{ name: 'Organization hub' }, { name: 'Audit history' }]}
          about="All changes in all organizations. Entries cannot be altered."
          loadNames={(entries) => loadNames(entries.flatMap(({ organizationId }) => organizationId ?? []))}
          named={({ organizationId, applicationId }) => ({
            page: organizationId ? `/console/organizations/${organizationId}/applications/${applicationId}` : undefined,
          })}
          ofAll
        />
        <RoutedQueue path="/console/reviews/:queue" />
        <NotFound default />
      </Router>
    </Frame>
  );
}

const EVERYTHING = { path: '/admin/v1/audit', query: {} };

// Wrappers that pass route parameters to pages.

function RoutedApplication({ scope }: { scope: Scope }) {
  return <ApplicationPage scope={scope} id={useRoute().params.id ?? ''} />;
}

function RoutedOrganization({ children }: { children: (id: string) => ComponentChildren }) {
  return <>{children(useRoute().params.org ?? '')}</>;
}

function RoutedQueue() {
  return <QueuePage name={useRoute().params.queue ?? ''} />;
}

/** Loads the organization that an admin acts for. */
function ForPartner({ id, children }: { id: string; children: (scope: Scope) => ComponentChildren }) {
  const loaded = useLoad((signal) => get<Organization>(`/admin/v1/organizations/${id}`, undefined, signal), id);
  if (loaded.error instanceof ApiError && loaded.error.status === 404) return <NotFound what="organization" />;
  if (loaded.value) return <>{children(ofAdmin(loaded.value))}</>;
  return (
    <PageBody name="API application" crumbs={[{ name: 'Organizations', href: '/console/organizations' }]}>
      <section class="card" aria-label="API application">
        <LoadedContent of={loaded} rows={8}>
          {() => null}
        </LoadedContent>
      </section>
    </PageBody>
  );
}

function Redirect({ href }: { href: string }) {
  const { route } = useLocation();
  useEffect(() => route(href, true), [href]);
  return null;
}
