// Reviews that `decision` and `note` decide.

import type { ReviewDecision } from '../api/types';
import type { Decision } from './queue';

export const NOTE = { label: 'Note, which the partner reads', longest: 2000 };

const MEANS: Record<ReviewDecision, [label: string, done: string, means: string, danger?: boolean]> = {
  APPROVE: ['Approve', 'approved', 'It can be used from now on.'],
  REQUEST_CORRECTION: ['Request a correction', 'correction requested', 'The partner is to correct it, and it is reviewed again.'],
  REJECT: ['Reject', 'rejected', 'It cannot be used. This is final.', true],
  SUSPEND: ['Suspend', 'suspended', 'It cannot be used until it is reinstated.', true],
  REINSTATE: ['Reinstate', 'reinstated', 'It can be used again.'],
};

/** Which decisions the service takes in which status, for customers and beneficiaries alike. */
const ALLOWED: Record<string, readonly ReviewDecision[]> = {
  PENDING_REVIEW: ['APPROVE', 'REQUEST_CORRECTION', 'REJECT'],
  APPROVED: ['SUSPEND'],
  SUSPENDED: ['REINSTATE'],
};

/** What can be decided of a record in this status, sent to this path. */
export function reviews<R>(status: string, path: (record: R) => string): Decision<R>[] {
  return (ALLOWED[status] ?? []).map((decision) => {
    const [label, done, means, danger = false] = MEANS[decision];
    return { name: decision, label, done, means, danger, note: NOTE, path, body: (note: string) => ({ decision, note }) };
  });
}
