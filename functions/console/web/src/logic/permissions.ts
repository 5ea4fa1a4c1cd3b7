// Areas of permissions. Writing requires reading.

import type { Permission } from '../api/types';

export interface Area {
  name: string;
  what: string;
  read: Permission;
  write?: Permission;
}

export const AREAS: readonly Area[] = [
  { name: 'Customers', what: 'Companies you onboard', read: 'CUSTOMERS_READ', write: 'CUSTOMERS_WRITE' },
  { name: 'Beneficiaries', what: 'Who can be paid', read: 'BENEFICIARIES_READ', write: 'BENEFICIARIES_WRITE' },
  { name: 'Documents', what: 'Files attached to customers and payments', read: 'DOCUMENTS_READ', write: 'DOCUMENTS_WRITE' },
  { name: 'Payments', what: 'Quotes and payments', read: 'PAYMENTS_READ', write: 'PAYMENTS_WRITE' },
  { name: 'Support', what: 'Tickets', read: 'SUPPORT_READ', write: 'SUPPORT_WRITE' },
  { name: 'Crypto reference data', what: 'Assets, networks, pairs', read: 'CRYPTO_READ' },
  { name: 'Screening', what: 'Results of sanctions screening', read: 'SCREENING_READ' },
];

export interface Preset {
  name: string;
  permissions: readonly Permission[];
}

export const PRESETS: readonly Preset[] = [
  { name: 'Read only', permissions: AREAS.map(({ read }) => read) },
  {
    name: 'Payments worker',
    permissions: ['CUSTOMERS_READ', 'BENEFICIARIES_READ', 'DOCUMENTS_READ', 'PAYMENTS_READ', 'PAYMENTS_WRITE'],
  },
  {
    name: 'Onboarding',
    permissions: [
      'CUSTOMERS_READ',
      'CUSTOMERS_WRITE',
      'BENEFICIARIES_READ',
      'BENEFICIARIES_WRITE',
      'DOCUMENTS_READ',
      'DOCUMENTS_WRITE',
      'SCREENING_READ',
    ],
  },
];

/** Returns the set after a tick. Adding write adds read; removing read removes write. */
export function toggled(set: ReadonlySet<Permission>, permission: Permission, on: boolean): Set<Permission> {
  const next = new Set(set);
  const area = AREAS.find(({ read, write }) => read === permission || write === permission);
  if (on) {
    next.add(permission);
    if (area) next.add(area.read);
  } else {
    next.delete(permission);
    if (area?.read === permission && area.write) next.delete(area.write);
  }
  return next;
}

/** Returns the set in display order. */
export const ordered = (set: Iterable<Permission>): Permission[] => {
  const held = new Set(set);
  return AREAS.flatMap(({ read, write }) => (write ? [read, write] : [read])).filter((each) => held.has(each));
};

/** Returns one tag per area, such as `PAYMENTS r w`. */
export function tags(set: Iterable<Permission>): string[] {
  const held = new Set(set);
  return AREAS.flatMap(({ read, write }) => {
    const ways = [held.has(read) && 'r', write && held.has(write) && 'w'].filter(Boolean);
    return ways.length > 0 ? `${read.replace(/_READ$/, '')} ${ways.join(' ')}` : [];
  });
}

export interface Difference {
  added: Permission[];
  removed: Permission[];
}

export function difference(before: Iterable<Permission>, after: Iterable<Permission>): Difference {
  const [from, to] = [new Set(before), new Set(after)];
  return { added: ordered(to).filter((each) => !from.has(each)), removed: ordered(from).filter((each) => !to.has(each)) };
}
