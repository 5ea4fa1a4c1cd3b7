// Notices and error messages.

import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/client';
import { CODES } from '../generated/codes';
import { Code } from './code';

export function Notice({ tone, children }: { tone?: 'warn' | 'bad'; children: ComponentChildren }) {
  return <div class={tone ? `notice ${tone}` : 'notice'}>{children}</div>;
}

/** Error of an action, shown beside its button. */
export function Failure({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  if (error === undefined || error === '' || isTold(error, fields)) return null;
  return (
    <div class="notice bad" role="alert">
      <Explained error={error} />
    </div>
  );
}

/** True if all errors already appear at fields with these JSON pointers. */
function isTold(error: unknown, fields: readonly string[]): boolean {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return errors.length > 0 && errors.every(({ pointer }) => fields.some((field) => pointer === field || pointer.startsWith(`${field}/`)));
}

/** Error with its cause and request ID. */
export function Explained({ error }: { error: unknown }) {
  if (!(error instanceof ApiError)) return <p>{error instanceof Error ? error.message : String(error)}</p>;
  const { code, title, detail, errors, expected, received, requestId } = error.problem;
  return (
    <>
      <p>
        <strong>{title}.</strong> {detail !== title && <Code text={detail} />}
      </p>
      {code === 'role_denied' && detail === CODES['role_denied']?.[1] && <p>Your access has changed. Reload the page to see your current access.</p>}
      {errors && errors.length > 0 && (
        <ul>
          {errors.map(({ pointer, reason }) => (
            <li key={pointer}>
              <code>{pointer}</code> {reason}
            </li>
          ))}
        </ul>
      )}
      {(expected ?? received) && (
        <p class="small">
          Expected {expected ?? 'another value'}
          {received && `, received ${received}`}.
        </p>
      )}
      {requestId && (
        <p class="small">
          Request <code>{requestId}</code>
        </p>
      )}
    </>
  );
}
