// Signing in, coming back from it, and signing in again.

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../components/dialog';
import { Failure } from '../components/notice';
import { Brand } from '../frame';
import { useSignal } from '../signal';
import { useAction } from '../use-action';
import { comeBack, ended, signIn, signInAgain, signOut, type Return } from './session';

/** A page with nothing but one thing to do. */
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
      <p class="muted">Here you manage the API applications by which your services call Nuvera.</p>
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
    // A code is good for one try.
    if (once.current) return;
    once.current = true;
    void comeBack().then(async (found) => {
      if (found.kind !== 'here') return setBack(found);
      await onSignedIn();
      route(found.returnTo, true);
    });
  }, []);
  if (!back) {
    return (
      <Alone title="Signing in">
        <p class="muted" role="status">
          One moment.
        </p>
      </Alone>
    );
  }
  if (back.kind === 'elsewhere') {
    return (
      <Alone title="You are signed in">
        <p>Close this window and go on in the other one.</p>
      </Alone>
    );
  }
  return (
    <Alone title="Sign-in did not succeed">
      <p>{back.why}</p>
      <a class="button primary" href="/console">
        Begin again
      </a>
    </Alone>
  );
}

/** Asks for the password again where a session ended in the middle of something. */
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
      <p>Sign in again to go on. It happens in a window of its own, and what you typed here stays.</p>
      <Failure error={action.error ?? (found.why && `The last attempt did not succeed: ${found.why}`)} />
    </Dialog>
  );
}

/** Somebody who is signed in, and may do nothing here. */
export function Refused({ email }: { email: string }) {
  return (
    <Alone title="This account has no access">
      <p>
        <strong>{email}</strong> is neither a member of a partner organization nor a Nuvera admin. API applications are managed by these alone.
      </p>
      <p class="muted">If you should have access, ask your contact at Nuvera to add you to your organization; it works from then on.</p>
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
