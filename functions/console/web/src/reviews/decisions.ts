// Review decisions, sent as `decision` and `note`. The tables of `shared/domain` say which ones a status allows.

import type { ReviewDecision } from '../api/types';
import type { Decision } from './queue';

const NOTE = { label: 'Note to the partner', longest: 2000 };

/** Texts by decision. */
export type Texts<D extends string> = Readonly<Record<D, [label: string, done: string, means: string, danger?: boolean]>>;

/** Returns the texts for customers or beneficiaries. `one` is the record's noun. */
export const textsFor = (one: string): Texts<ReviewDecision> => ({
  APPROVE: [`Approve ${one}`, 'approved', 'It can be used from now on.'],
  REQUEST_CORRECTION: ['Request a correction', 'correction requested', 'The partner corrects it, and you review it again.'],
  REJECT: [`Reject ${one}`, 'rejected', 'It cannot be used. This is final.', true],
  SUSPEND: [`Suspend ${one}`, 'suspended', 'It cannot be used until it is reinstated.', true],
  REINSTATE: [`Reinstate ${one}`, 'reinstated', 'It can be used again.'],
});

/** Returns the allowed decisions with their texts, sent to this path. */
export function reviews<R, D extends string>(allowed: readonly D[] | undefined, texts: Texts<D>, path: (record: R) => string): Decision<R>[] {
  return (allowed ?? []).map((decision) => {
    const [label, done, means, danger = false] = texts[decision];
    return { name: decision, label, done, means, danger, note: NOTE, path, body: (note: string) => ({ decision, note }) };
  });
}
