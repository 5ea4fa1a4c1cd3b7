// Steps to create an application: name, signing key, permissions, review.

import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, call, fieldErrors } from '../api/client';
import type { ApplicationWithKey, NewApplication } from '../api/types';
import { Card } from '../components/card';
import { NameField } from '../components/name-field';
import { Failure, Notice } from '../components/notice';
import { PageBody } from '../components/page';
import { ordered } from '../logic/permissions';
import { lines } from '../logic/source-ips';
import { grouped } from '../logic/words';
import type { Scope } from '../scope';
import { useAction } from '../use-action';
import { useFocusInvalid } from '../use-focus-invalid';
import { useDraft } from './draft';
import { showOnce } from './one-time-key';
import { PermissionTable, Presets } from './permission-table';
import { SigningKeyChoice } from './signing-key';
import { SourceIpsField, sourceIpsError } from './source-ips-field';
import { Tags } from './table';

const STEPS = ['Name', 'Signing key', 'Permissions', 'Review'] as const;

/** Step that shows each field, by field name. */
const STEP_OF: Record<string, number> = { name: 0, allowedSourceIps: 0, publicKey: 1, permissions: 2 };

export function CreateApplication({ scope }: { scope: Scope }) {
  const { route } = useLocation();
  const { draft, edit, forget } = useDraft(scope.api);
  const { step, name, sourceIps, chosen, permissions, requireSignedHeaders } = draft;
  const setStep = (next: number): void => edit({ step: next });
  const [created, setCreated] = useState(false);
  const action = useAction();
  const wrong = fieldErrors(action.error);
  const complete = [name.trim() !== '', chosen !== undefined, true, true][step] ?? false;

  const heading = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    // The pressed button now does something else, so screen readers announce the new step. On arrival, the page's own heading has the focus.
    if (moved.current) heading.current?.focus({ preventScroll: true });
    moved.current = true;
    scrollTo(0, 0);
  }, [step]);
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, action.error);
  useEffect(() => {
    if (created || !chosen?.file) return;
    // Without the application, the private key on the person's disk is useless.
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [created, chosen]);

  const create = (): void =>
    action.run(async () => {
      if (!chosen) return;
      const body: NewApplication = { name: name.trim(), publicKey: chosen.key.pem, permissions: ordered(permissions) };
      const blocks = lines(sourceIps);
      if (blocks.length > 0) body.allowedSourceIps = blocks;
      if (requireSignedHeaders) body.requireSignedHeaders = true;
      try {
        const application = await call<ApplicationWithKey>('POST', scope.api, { body });
        setCreated(true);
        forget();
        showOnce({
          application,
          signing: { fingerprint: chosen.key.fingerprint, file: chosen.file },
          acting: scope.acting,
          onDone: () => route(`${scope.pages}/${application.id}`, true),
        });
      } catch (error) {
        const pointer = error instanceof ApiError ? error.problem.errors?.[0]?.pointer : undefined;
        setStep(STEP_OF[pointer?.split('/')[1] ?? ''] ?? STEPS.length - 1);
        throw error;
      }
    });
  const next = (event: Event): void => {
    event.preventDefault();
    if (step === STEPS.length - 1) create();
    else if (complete) setStep(step + 1);
  };

  return (
    <PageBody name="Create API application" crumbs={[...crumbs(scope), { name: 'Create' }]}>
      {scope.acting && (
        <Notice tone="warn">
          You are creating an application for {scope.organization.name}. You see its API key once: hand it over securely. The partner's audit
          history names you.
        </Notice>
      )}
      <ol class="steps" aria-label="Steps">
        {STEPS.map((title, index) => (
          <li key={title} class={index < step ? 'done' : undefined} aria-current={index === step ? 'step' : undefined}>
            {title}
          </li>
        ))}
      </ol>
      <form class="stacked" ref={form} onSubmit={next}>
        {step === 0 && (
          <Card title="Name and source IPs" heading={heading}>
            <div class="body">
              <NameField value={name} hint="Name the service or deployment that holds the credentials." error={wrong['/name']} onChange={(typed) => edit({ name: typed })} />
              <SourceIpsField label="Source IPs (optional)" value={sourceIps} rows={3} error={sourceIpsError(wrong)} onChange={(text) => edit({ sourceIps: text })} />
            </div>
          </Card>
        )}
        {step === 1 && (
          <Card title="Signing key" heading={heading}>
            <div class="body">
              <p class="muted">Your service signs every request with an RSA private key. Only the public key comes to us.</p>
              <SigningKeyChoice application={name} chosen={chosen} onChoose={(key) => edit({ chosen: key })} />
            </div>
          </Card>
        )}
        {step === 2 && (
          <>
            <Card title="Permissions" heading={heading} actions={<Presets onChange={(preset) => edit({ permissions: preset })} />}>
              <PermissionTable value={permissions} onChange={(ticked) => edit({ permissions: ticked })} />
            </Card>
            <p class="hint">Grant only the permissions that the service needs now. You can add more later.</p>
          </>
        )}
        {step === 3 && chosen && (
          <Card title="Review" heading={heading}>
            <div class="body">
              <dl class="facts">
                <div>
                  <dt>Name</dt>
                  <dd>{name}</dd>
                </div>
                <div>
                  <dt>Signing key</dt>
                  <dd>
                    RSA, {chosen.key.bits} bits,{' '}
                    {chosen.file ? (
                      <>
                        saved as <code>{chosen.file}</code>
                      </>
                    ) : (
                      'pasted'
                    )}
                  </dd>
                </div>
                <div>
                  <dt>Source IPs</dt>
                  <dd>{lines(sourceIps).join(', ') || 'any address'}</dd>
                </div>
                <div class="whole">
                  <dt>Fingerprint</dt>
                  <dd>
                    <code class="fingerprint">{grouped(chosen.key.fingerprint)}</code>
                  </dd>
                </div>
                <div class="whole">
                  <dt>Permissions</dt>
                  <dd>
                    <Tags permissions={ordered(permissions)} />
                  </dd>
                </div>
              </dl>
              {permissions.size === 0 && (
                <Notice tone="warn">Without permissions, the application can only call the signature check.</Notice>
              )}
              <label class="check">
                <input
                  type="checkbox"
                  checked={requireSignedHeaders}
                  onChange={({ currentTarget }) => edit({ requireSignedHeaders: currentTarget.checked })}
                />
                Require signed headers
              </label>
              <p class="hint">Choose this if your client names the headers that it sends in the token. You can change it later.</p>
              <p class="muted">Creating the application shows its API key once. Have your secret manager ready.</p>
            </div>
          </Card>
        )}
        <Failure error={action.error} fields={['/name', '/allowedSourceIps']} />
        <div class="actions">
          {step === 0 ? (
            <a class="button" href={scope.acting ? organizationPage(scope) : scope.pages} onClick={forget}>
              Cancel
            </a>
          ) : (
            <button type="button" class="button" onClick={() => setStep(step - 1)}>
              Back
            </button>
          )}
          <button type="submit" class="button primary" aria-disabled={action.busy} disabled={!complete}>
            {step < STEPS.length - 1 ? 'Continue' : 'Create API application'}
          </button>
        </div>
      </form>
    </PageBody>
  );
}

const organizationPage = (scope: Scope): string => `/console/organizations/${scope.organization.id}`;

/** Breadcrumbs of application pages. */
export const crumbs = (scope: Scope) =>
  scope.acting
    ? [{ name: 'Organizations', href: '/console/organizations' }, { name: scope.organization.name, href: organizationPage(scope) }]
    : [{ name: 'Settings' }, { name: 'Platform' }, { name: 'API applications', href: scope.pages }];
