// Sign-in with the OIDC authorization code flow and PKCE. Tokens stay in this tab's session storage.

import { signal } from '../signal';
import { OidcClient, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { config } from '../config';

const settings = {
  authority: config.issuer,
  client_id: config.client,
  redirect_uri: config.callback,
  response_type: 'code',
  scope: 'openid email',
  stateStore: new WebStorageStateStore({ store: sessionStorage }),
  userStore: new WebStorageStateStore({ store: sessionStorage }),
  // Requests renew the token with the refresh token, without a timer or frame.
  automaticSilentRenew: false,
  monitorSession: false,
};
const manager = new UserManager(settings);
/** Library's request type for a sign-in by redirect. */
const REDIRECT = 'si:r';

/** Messages between tabs of this host: sign-out, and the result of a sign-in window. */
const tabs = new BroadcastChannel('nuvera-console');
type Word = { kind: 'signed-out'; subject: string } | { kind: 'came-back'; url: string } | { kind: 'taken'; url: string };

/** Storage key of this tab's name while somebody is signed in. */
const TAB = 'nuvera.tab';

/** Takes a lock until this page ends. Returns false if another page holds it. */
const hold = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const held = (): Promise<never> => {
      resolve(true);
      return new Promise(() => undefined);
    };
    navigator.locks.request(name, { signal: AbortSignal.timeout(RELEASED_AFTER) }, held).catch(() => resolve(false));
  });
/** Time in milliseconds that a reloaded page waits for its predecessor's lock. */
const RELEASED_AFTER = 1000;

/** Gives this tab a unique name. */
async function takeName(): Promise<void> {
  const own = crypto.randomUUID();
  sessionStorage.setItem(TAB, own);
  await hold(own);
}

/**
 * Drops the refresh token of a duplicated tab. Both tabs hold the same refresh token, and using it twice ends both
 * sessions. The duplicate asks for a new sign-in when its access token expires.
 */
async function unshare(): Promise<void> {
  const own = sessionStorage.getItem(TAB);
  if (own === null || (await hold(own))) return;
  const user = await manager.getUser();
  if (user) {
    delete user.refresh_token;
    await manager.storeUser(user);
  }
  await takeName();
}
const unshared = unshare();

/** Deletes the signed-in person's data. */
async function forget(): Promise<void> {
  await manager.removeUser();
  sessionStorage.removeItem(TAB);
}

/** Remaining lifetime in seconds below which a token is renewed. */
const MARGIN = 20;

interface Waiting {
  /** Signed-in person. Nobody else may continue in their place. */
  subject: string;
  done: (token: string) => void;
  failed: (error: Error) => void;
}
let waiting: Waiting[] = [];
let renewing: Promise<User | null> | undefined;

/** Set while a request waits for the person to sign in again. */
export const ended = signal<{ why?: string } | undefined>(undefined);

/** Returns the signed-in person's name at the sign-in service. */
export async function person(): Promise<string | undefined> {
  const user = await manager.getUser();
  return user ? (user.profile.email ?? user.profile.sub) : undefined;
}

/** Returns a valid access token. Waits for a new sign-in if the session has ended. */
export async function accessToken(refused: boolean): Promise<string> {
  await unshared;
  const user = await manager.getUser();
  if (user && !refused && (user.expires_in ?? 0) > MARGIN) return user.access_token;
  if (user?.refresh_token) {
    // A refresh token is valid once, so all requests wait for the same renewal.
    renewing ??= manager.signinSilent().catch(() => null).finally(() => (renewing = undefined));
    const renewed = await renewing;
    if (renewed) return renewed.access_token;
  }
  // Without any session data, the person is unknown and starts again.
  if (!user) {
    location.replace('/console');
    return new Promise(() => undefined);
  }
  return new Promise((done, failed) => {
    waiting.push({ subject: user.profile.sub, done, failed });
    ended.set({});
  });
}

/** Redirects to the sign-in service, which returns to `returnTo`. */
export async function signIn(returnTo: string): Promise<void> {
  await manager.clearStaleState();
  await manager.signinRedirect({ state: { returnTo } });
}

/** Signs in again in a new window, so this page keeps its input. */
export async function signInAgain(): Promise<void> {
  const request = await new OidcClient(settings).createSigninRequest({ request_type: REDIRECT, state: {} });
  window.open(request.url, '_blank', 'popup,noopener,width=480,height=640');
}

/** Outcome of a return from the sign-in service. */
export type Return = { kind: 'here'; returnTo: string } | { kind: 'elsewhere' } | { kind: 'failed'; why: string };

export async function completeSignIn(): Promise<Return> {
  const url = location.href;
  // The code is useless to others, but still does not belong in the browser history.
  history.replaceState(null, '', '/console/callback');
  const state = new URL(url).searchParams.get('state');
  if (!state) return { kind: 'failed', why: 'The address lacks the state parameter of the sign-in service.' };
  if (sessionStorage.getItem(`oidc.${state}`) === null) {
    const taken = await offer(url);
    return taken
      ? { kind: 'elsewhere' }
      : { kind: 'failed', why: 'The window that started this sign-in was closed.' };
  }
  try {
    const user = await manager.signinRedirectCallback(url);
    await takeName();
    const returnTo = (user.state as { returnTo?: unknown } | undefined)?.returnTo;
    return { kind: 'here', returnTo: typeof returnTo === 'string' ? returnTo : '/console' };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Offers the result to the tab that started the sign-in. Only that tab has the PKCE verifier. */
function offer(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 5000);
    tabs.addEventListener('message', ({ data }: MessageEvent<Word>) => {
      if (data.kind === 'taken' && data.url === url) {
        clearTimeout(timer);
        resolve(true);
      }
    });
    tabs.postMessage({ kind: 'came-back', url } satisfies Word);
  });
}

async function take(url: string): Promise<void> {
  const state = new URL(url).searchParams.get('state');
  if (!state || sessionStorage.getItem(`oidc.${state}`) === null) return;
  tabs.postMessage({ kind: 'taken', url } satisfies Word);
  let user: User;
  try {
    user = await manager.signinRedirectCallback(url);
  } catch (error) {
    ended.set({ why: error instanceof Error ? error.message : String(error) });
    return;
  }
  const others = waiting.some(({ subject }) => subject !== user.profile.sub);
  if (others) {
    // Another person signed in: this page's content is not theirs.
    location.replace('/console');
    return;
  }
  ended.set(undefined);
  const resumed = waiting;
  waiting = [];
  for (const { done } of resumed) done(user.access_token);
}

tabs.addEventListener('message', ({ data }: MessageEvent<Word>) => {
  if (data.kind === 'came-back') void take(data.url);
  if (data.kind === 'signed-out') void leave(data.subject);
});

/** Ends this tab's session if the same person signed out in another tab. */
async function leave(subject: string): Promise<void> {
  if ((await manager.getUser())?.profile.sub !== subject) return;
  await forget();
  location.replace('/console');
}

/** Ends the session in all tabs and at the sign-in service. */
export async function signOut(): Promise<void> {
  const metadata = await manager.metadataService.getMetadata().catch(() => undefined);
  // Without its refresh token, a session cannot continue. A token whose revocation fails expires by itself.
  if (metadata?.revocation_endpoint) await manager.revokeTokens(['refresh_token']).catch(() => undefined);
  const user = await manager.getUser();
  await forget();
  if (user) tabs.postMessage({ kind: 'signed-out', subject: user.profile.sub } satisfies Word);
  // Cognito's parameters, not OpenID Connect's: `id_token_hint` would put a token into the address.
  const query = new URLSearchParams({ client_id: config.client, logout_uri: config.home });
  location.assign(metadata?.end_session_endpoint ? `${metadata.end_session_endpoint}?${query}` : config.home);
}
