// Review decisions for customers and beneficiaries, sent as `decision` and `note`.

import type { ReviewDecision } from '../api/types';
import type { Decision } from './queue';

export const NOTE = { label: 'Note to the partner', longest: 2000 };

const MEANS: Record<ReviewDecision, [label: (one: string) => string, done: string, means: string, danger?: boolean]> = {
  APPROVE: [(one) => `Approve ${one}`, 'approved', 'It can be used from now on.'],
  REQUEST_CORRECTION: [() => 'Request a correction', 'correction requested', 'The partner corrects it, and you review it again.'],
  REJECT: [(one) => `Reject ${one}`, 'rejected', 'It cannot be used. This is final.', true],
  SUSPEND: [(one) => `Suspend ${one}`, 'suspended', 'It cannot be used until it is reinstated.', true],
  REINSTATE: [(one) => `Reinstate ${one}`, 'reinstated', 'It can be used again.'],
};

/** Allowed decisions by status, the same for customers and beneficiaries. */
const ALLOWED: Record<string, readonly ReviewDecision[]> = {
  PENDING_REVIEW: ['APPROVE', 'REQUEST_CORRECTION', 'REJECT'],
  APPROVED: ['SUSPEND'],
  SUSPENDED: ['REINSTATE'],
};

/** Returns the decisions for a record in this status, sent to this path. `one` is the record's noun. */
export function reviews<R>(status: string, one: string, path: (record: R) => string): Decision<R>[] {
  return (ALLOWED[status] ?? []).map((decision) => {
    const [label, done, means, danger = false] = MEANS[decision];
    return { name: decision, label: label(one), done, means, danger, note: NOTE, path, body: (note: string) => ({ decision, note }) };
  });
}
