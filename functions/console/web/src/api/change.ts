// Changes what was read, unless somebody else changed it meanwhile.

import { ApiError, call } from './client';

const CHANGED = 'Somebody else changed it meanwhile, and nothing was saved. What is said here now is compared with what it has become: look, and save again.';

/** Where it is another revision by now than `tag`, nothing is changed, and it is read again for the person to look at. */
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
