// State as a word. The colour repeats it.

import { sentence } from '../logic/words';

type Tone = 'good' | 'warn' | 'bad' | 'plain';

const TONES: Record<string, Tone> = {
  ACTIVE: 'good',
  CURRENT: 'good',
  EXPIRING: 'warn',
  RETIRING: 'warn',
  PROCESSING: 'warn',
  EXPIRED: 'plain',
  REVOKED: 'bad',
  APPROVED: 'good',
  COMPLETED: 'good',
  PENDING_REVIEW: 'warn',
  CORRECTION_REQUESTED: 'warn',
  CORRECTION_NEEDED: 'warn',
  REJECTED: 'bad',
  SUSPENDED: 'bad',
  FAILED: 'bad',
  CONFIRMED: 'bad',
  CLEAR: 'good',
  OPEN_MATCHES: 'warn',
  NOT_SCREENED: 'warn',
  OPEN: 'warn',
  WAITING_FOR_NUVERA: 'warn',
  RESOLVED: 'good',
};

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export const Status = ({ of }: { of: string }) => <Badge tone={TONES[of] ?? 'plain'}>{sentence(of)}</Badge>;

export const Enabled = ({ is }: { is: boolean }) => <Badge tone={is ? 'good' : 'bad'}>{is ? 'Enabled' : 'Disabled'}</Badge>;
