// Who is signed in: OIDC authorization code with PKCE. Tokens are in this tab's session storage and go nowhere else.

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
  // Renewed when a request needs it, with the refresh token: no timer, no frame.
  automaticSilentRenew: false,
  monitorSession: false,
};
const manager = new UserManager(settings);
/** What the library calls a sign-in whose answer is in an address. */
const REDIRECT = 'si:r';

/** Between tabs of this host: the end of a session, and what a sign-in window came back with. */
const tabs = new BroadcastChannel('nuvera-console');
type Word = { kind: 'signed-out'; subject: string } | { kind: 'came-back'; url: string } | { kind: 'taken'; url: string };

/** This tab's own name, while somebody is signed in. */
const TAB = 'nuvera.tab';

/** Takes a lock for as long as this page lives; tells whether it could. */
const hold = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const held = (): Promise<never> => {
      resolve(true);
      return new Promise(() => undefined);
    };
    navigator.locks.request(name, { signal: AbortSignal.timeout(RELEASED_AFTER) }, held).catch(() => resolve(false));
  });
/** A page that is loaded again waits for its former self to let go, in milliseconds. */
const RELEASED_AFTER = 1000;

/** Gives this tab a name of its own. */
async function takeName(): Promise<void> {
  const own = crypto.randomUUID();
  sessionStorage.setItem(TAB, own);
  await hold(own);
}

/**
 * A tab that was duplicated has a copy of its origin's tokens. A refresh token is good once, and used twice it ends
 * both sessions: the copy goes on without it, and asks to sign in when its access token has ended.
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

/** Forgets who was signed in. */
async function forget(): Promise<void> {
  await manager.removeUser();
  sessionStorage.removeItem(TAB);
}

/** A token that ends within this many seconds is renewed first. */
const MARGIN = 20;

interface Waiting {
  /** Whoever was signed in: another person must not go on in their place. */
  subject: string;
  done: (token: string) => void;
  failed: (error: Error) => void;
}
let waiting: Waiting[] = [];
let renewing: Promise<User | null> | undefined;

/** That a session ended in the middle of something, so that the person is asked to sign in again. */
export const ended = signal<{ why?: string } | undefined>(undefined);

/** The person who is signed in, by what the sign-in service calls them. */
export async function person(): Promise<string | undefined> {
  const user = await manager.getUser();
  return user ? (user.profile.email ?? user.profile.sub) : undefined;
}

/** A token that the API takes; waits for the person to sign in again where there is none any more. */
export async function accessToken(refused: boolean): Promise<string> {
  await unshared;
  const user = await manager.getUser();
  if (user && !refused && (user.expires_in ?? 0) > MARGIN) return user.access_token;
  if (user?.refresh_token) {
    // A refresh token is good once: all who need a new token wait for the same one.
    renewing ??= manager.signinSilent().catch(() => null).finally(() => (renewing = undefined));
    const renewed = await renewing;
    if (renewed) return renewed.access_token;
  }
  // Somebody whose session is gone altogether begins anew: who they were is not known here.
  if (!user) {
    location.replace('/console');
    return new Promise(() => undefined);
  }
  return new Promise((done, failed) => {
    waiting.push({ subject: user.profile.sub, done, failed });
    ended.set({});
  });
}

/** Leaves for the sign-in pages; they lead back to `returnTo`. */
export async function signIn(returnTo: string): Promise<void> {
  await manager.clearStaleState();
  await manager.signinRedirect({ state: { returnTo } });
}

/** Signs in again in a window of its own, so that this page keeps what was typed into it. */
export async function signInAgain(): Promise<void> {
  const request = await new OidcClient(settings).createSigninRequest({ request_type: REDIRECT, state: {} });
  window.open(request.url, '_blank', 'popup,noopener,width=480,height=640');
}

/** What the person sees who comes back from the sign-in pages. */
export type Return = { kind: 'here'; returnTo: string } | { kind: 'elsewhere' } | { kind: 'failed'; why: string };

export async function comeBack(): Promise<Return> {
  const url = location.href;
  // A code is no use to anybody else, and still does not belong into the history.
  history.replaceState(null, '', '/console/callback');
  const state = new URL(url).searchParams.get('state');
  if (!state) return { kind: 'failed', why: 'The address lacks what the sign-in adds to it.' };
  if (sessionStorage.getItem(`oidc.${state}`) === null) {
    const taken = await offer(url);
    return taken
      ? { kind: 'elsewhere' }
      : { kind: 'failed', why: 'This sign-in was begun in a window that is no longer there.' };
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

/** Hands what the sign-in came back with to the tab that began it; only that one has the PKCE verifier. */
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
    // Somebody else signed in: what is on this page is not theirs.
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

/** Ends this tab's session too, where it is of the person who signed out in another. */
async function leave(subject: string): Promise<void> {
  if ((await manager.getUser())?.profile.sub !== subject) return;
  await forget();
  location.replace('/console');
}

/** Ends the session here, in other tabs and at the sign-in service. */
export async function signOut(): Promise<void> {
  const metadata = await manager.metadataService.getMetadata().catch(() => undefined);
  // Without its refresh token a session cannot go on. What cannot be revoked now expires by itself.
  if (metadata?.revocation_endpoint) await manager.revokeTokens(['refresh_token']).catch(() => undefined);
  const user = await manager.getUser();
  await forget();
  if (user) tabs.postMessage({ kind: 'signed-out', subject: user.profile.sub } satisfies Word);
  // Cognito's names, not OpenID Connect's: it has no `id_token_hint`, which would put a token into the address.
  const query = new URLSearchParams({ client_id: config.client, logout_uri: config.home });
  location.assign(metadata?.end_session_endpoint ? `${metadata.end_session_endpoint}?${query}` : config.home);
}
