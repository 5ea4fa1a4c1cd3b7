// Pages for sign-in, its callback, and a repeated sign-in.

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../components/dialog';
import { Failure } from '../components/notice';
import { Brand } from '../frame';
import { useSignal } from '../signal';
import { useAction } from '../use-action';
import { completeSignIn, ended, signIn, signInAgain, signOut, type Return } from './session';

/** Page with a single action. */
function Alone({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · Nuvera console`;
  }, [title]);
  return (
    <main class="alone" id="content">
      <Brand />
      <section class="card">
        <div class="body">
          <h1>{title}</h1>
          {children}
        </div>
      </section>
    </main>
  );
}

export function SignInPage() {
  const { url } = useLocation();
  const action = useAction();
  return (
    <Alone title="Sign in">
      <p class="muted">Manage the API applications that your services use to call Nuvera.</p>
      <Failure error={action.error} />
      <button type="button" class="button primary" aria-disabled={action.busy} onClick={() => action.run(() => signIn(url))}>
        Sign in
      </button>
      <p class="small">
        <a href="/reference">API reference</a>
      </p>
    </Alone>
  );
}

export function Callback({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const { route } = useLocation();
  const [back, setBack] = useState<Exclude<Return, { kind: 'here' }>>();
  const once = useRef(false);
  useEffect(() => {
    // An authorization code is valid once.
    if (once.current) return;
    once.current = true;
    void completeSignIn().then(async (found) => {
      if (found.kind !== 'here') return setBack(found);
      await onSignedIn();
      route(found.returnTo, true);
    });
  }, []);
  if (!back) {
    return (
      <Alone title="Signing in">
        <p class="muted" role="status">
          Please wait.
        </p>
      </Alone>
    );
  }
  if (back.kind === 'elsewhere') {
    return (
      <Alone title="You are signed in">
        <p>Close this window and continue in the other one.</p>
      </Alone>
    );
  }
  return (
    <Alone title="Sign-in failed">
      <p>{back.why}</p>
      <a class="button primary" href="/console">
        Sign in again
      </a>
    </Alone>
  );
}

/** Dialog to sign in again when the session ends during work. */
export function SignInAgain() {
  const found = useSignal(ended);
  const action = useAction();
  if (!found) return null;
  return (
    <Dialog
      title="Your session has ended"
      footer={
        <div class="actions">
          <button type="button" class="button" onClick={() => void signOut()}>
            Sign out
          </button>
          <button type="button" class="button primary" autofocus onClick={() => action.run(signInAgain)}>
            Sign in again
          </button>
        </div>
      }
    >
      <p>Sign in again to continue. A new window opens, and this page keeps your input.</p>
      <Failure error={action.error ?? (found.why && `The last attempt failed: ${found.why}`)} />
    </Dialog>
  );
}

/** Page for a signed-in person without access. */
export function Refused({ email }: { email: string }) {
  return (
    <Alone title="This account has no access">
      <p>
        <strong>{email}</strong> is neither a member of a partner organization nor a Nuvera admin. Only they can manage API applications.
      </p>
      <p class="muted">If you need access, ask your contact at Nuvera to add you to your organization.</p>
      <button type="button" class="button primary" onClick={() => void signOut()}>
        Sign out
      </button>
    </Alone>
  );
}

export function Unavailable({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Alone title="The console cannot start">
      <Failure error={error} />
      <button type="button" class="button primary" onClick={retry}>
        Try again
      </button>
    </Alone>
  );
}
