// Changes with an optimistic lock.

import { ApiError, call } from './client';

const CHANGED = 'Somebody else changed this in the meantime, so your change was not saved. Your input is now compared with the current state: check it and save again.';

/** Sends a change with `If-Match: tag`. On another revision, reloads and throws for the person to check. */
export async function change(path: string, tag: string, body: unknown, reload: () => Promise<boolean>): Promise<void> {
  try {
    await call('PATCH', path, { body, ifMatch: tag });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 412)) throw error;
    await reload();
    throw new Error(CHANGED, { cause: error });
  }
  await reload();
}
