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
  /** `ETag` of the revision to change, sent as `If-Match`. It prevents lost updates. */
  ifMatch?: string;
}

/** Value with the `ETag` of its revision. */
export interface Tagged<T> {
  value: T;
  tag: string;
}

/** Request timeout in milliseconds, longer than the service's own timeouts. */
const PATIENCE = 30_000;

/** Error answer of the API. Status 0 means that no answer came. */
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
  detail: `The server did not answer within ${PATIENCE / 1000} seconds. It may have processed your request. Try again: a request that is sent twice takes effect once.`,
};

/** Idempotency keys of POSTs without an answer. A retry reuses its key, so it takes effect once. */
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
  // The service refused the token, so the request had no effect. Retry it with a new token.
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
    // Not an answer of the API, but of a proxy or gateway in front of it.
  }
  return { code: 'unexpected', title: 'Unexpected answer', detail: `The server answered ${status}. Try again later.` };
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  call('GET', path, { ...(query && { query }), ...(signal && { signal }) });

/** Reads a resource with its `ETag`, for a later change. */
export const read = <T>(path: string, signal?: AbortSignal): Promise<Tagged<T>> => exchange('GET', path, { ...(signal && { signal }) });

export const list = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<Page<T>> => get(path, query, signal);

/** Reads all pages of a list that is known to be short. */
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

/** Reasons for refused fields by JSON pointer, or none for other errors. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries((error.problem.errors ?? []).map(({ pointer, reason }) => [pointer, reason]));
}
