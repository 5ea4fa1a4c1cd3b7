// Requests to the API, with the signed-in person's token.

import { accessToken } from '../auth/session';
import type { Page, Problem } from './types';

export type Query = Record<string, string | number | undefined>;

export interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Sent as `Idempotency-Key`. */
  key?: string;
  /** The `ETag` of what the change is made to, so that nobody else's change is undone unseen. */
  ifMatch?: string;
}

/** What was read, and which revision of it. */
export interface Tagged<T> {
  value: T;
  tag: string;
}

/** Longer than any of the service's own answers takes, in milliseconds. */
const PATIENCE = 30_000;

/** What the API answered in place of what was asked for; status 0 where it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Pick<Problem, 'title' | 'detail' | 'code'> & Partial<Problem>,
  ) {
    super(`${problem.title}: ${problem.detail}`);
  }
}

const UNREACHABLE = {
  code: 'unreachable',
  title: 'No answer',
  detail: 'The server could not be reached. Check your connection and try again.',
};
const TOO_LATE = {
  code: 'no_answer',
  title: 'No answer in time',
  detail: `The server did not answer within ${PATIENCE / 1000} seconds. It may have done what was asked: try again, which does it no second time.`,
};

/** The `Idempotency-Key` of each POST whose answer never came: tried again, it has one effect. */
const unanswered = new Map<string, string>();

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  if (method !== 'POST') return (await exchange<T>(method, path, options)).value;
  const request = `${path} ${JSON.stringify(options.body)}`;
  const key = unanswered.get(request) ?? crypto.randomUUID();
  unanswered.set(request, key);
  try {
    const { value } = await exchange<T>(method, path, { ...options, key });
    unanswered.delete(request);
    return value;
  } catch (error) {
    const open = error instanceof ApiError && (error.status === 0 || error.status >= 500);
    if (!open) unanswered.delete(request);
    throw error;
  }
}

async function exchange<T>(method: string, path: string, options: Options): Promise<Tagged<T>> {
  let response = await send(method, path, options, await accessToken(false));
  // The service did not take the token, so the request had no effect: once more with a new one.
  if (response.status === 401) response = await send(method, path, options, await accessToken(true));
  const tag = response.headers.get('etag') ?? '';
  if (response.status === 204) return { value: undefined as T, tag };
  const text = await response.text();
  if (response.ok) return { value: JSON.parse(text) as T, tag };
  throw new ApiError(response.status, problemOf(text, response.status));
}

async function send(method: string, path: string, options: Options, token: string): Promise<Response> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  const init: RequestInit = { method, headers, cache: 'no-store', redirect: 'error', credentials: 'omit' };
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (options.key) headers['idempotency-key'] = options.key;
  if (options.ifMatch) headers['if-match'] = options.ifMatch;
  const late = AbortSignal.timeout(PATIENCE);
  init.signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  try {
    return await fetch(query.size > 0 ? `${path}?${query}` : path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, late.aborted ? TOO_LATE : UNREACHABLE);
  }
}

function problemOf(text: string, status: number): ApiError['problem'] {
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string' && typeof problem.detail === 'string') return problem;
  } catch {
    // Not the API's own answer, but of something before it.
  }
  return { code: 'unexpected', title: 'Unexpected answer', detail: `The server answered ${status}. Try again later.` };
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  call('GET', path, { ...(query && { query }), ...(signal && { signal }) });

/** Reads what is to be changed later. */
export const read = <T>(path: string, signal?: AbortSignal): Promise<Tagged<T>> => exchange('GET', path, { ...(signal && { signal }) });

export const list = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<Page<T>> => get(path, query, signal);

/** All pages of a list that is known to be short. */
export async function all<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list<T>(path, { ...query, limit: 100, cursor }, signal);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

/** What is wrong with each field, by its JSON pointer, of an error that says so. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries((error.problem.errors ?? []).map(({ pointer, reason }) => [pointer, reason]));
}
