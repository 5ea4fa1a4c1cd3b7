// Queue of payments, from review to the arrival of the money.

import { get } from '../api/client';
import type { Customer } from '../api/types';
import { created, organization, status } from './columns';
import { NOTE } from './decisions';
import { Facts } from './facts';
import type { Decision, Queue } from './queue';

interface Payment {
  /** Loaded separately, for the decision. */
  customer?: Customer;
  id: string;
  orgId: string;
  customerId: string;
  beneficiaryId: string;
  amount: string;
  currencyCode: string;
  totalTarget: string;
  targetCurrencyCode: string;
  purpose: string;
  status: string;
  createdAt: string;
}

/** Allowed decisions by status. */
const ALLOWED: Record<string, [name: string, label: string, done: string, means: string, danger?: boolean][]> = {
  PENDING_REVIEW: [
    ['APPROVE', 'Approve payment', 'approved', 'It is ready for processing. Customer and beneficiary must be approved and without a payment hold.'],
    ['REQUEST_CORRECTION', 'Request a correction', 'correction requested', 'The partner corrects it, and you review it again.'],
  ],
  APPROVED: [
    ['PROCESS', 'Start processing', 'in processing', 'The transfer starts. The partner can no longer cancel the payment.'],
    ['REQUEST_CORRECTION', 'Request a correction', 'correction requested', 'It is not paid. The partner corrects it, and you review it again.'],
  ],
  PROCESSING: [
    ['COMPLETE', 'Complete payment', 'completed', 'The money arrived. This is final.'],
    ['FAIL', 'Mark payment as failed', 'failed', 'The money will not arrive. This is final.', true],
  ],
};

const decisions = (payment: Payment): Decision<Payment>[] =>
  (ALLOWED[payment.status] ?? []).map(([name, label, done, means, danger = false]) => ({
    name,
    label,
    done,
    means,
    danger,
    note: NOTE,
    path: ({ orgId, id }) => `/admin/v1/organizations/${orgId}/payments/${id}/review`,
    body: (note) => ({ decision: name, note }),
  }));

export const payments: Queue<Payment> = {
  key: 'payments',
  title: 'Payments',
  one: 'payment',
  about: 'Payments that partners have requested.',
  comes: 'A payment appears here when a partner creates it from a quote.',
  path: '/admin/v1/payments',
  statuses: ['PENDING_REVIEW', 'APPROVED', 'PROCESSING', 'CORRECTION_NEEDED', 'COMPLETED', 'FAILED', 'CANCELLED'],
  columns: [
    {
      title: 'Payment',
      cell: ({ amount, currencyCode, purpose }) => (
        <>
          {amount} {currencyCode}
          <span class="sub">{purpose}</span>
        </>
      ),
    },
    {
      title: 'Arrives',
      cell: ({ totalTarget, targetCurrencyCode }) => `${totalTarget} ${targetCurrencyCode}`,
    },
    organization(),
    created(),
    status(),
  ],
  rowKey: ({ id }) => id,
  name: ({ amount, currencyCode, purpose }) => `${amount} ${currencyCode}: ${purpose}`,
  organization: ({ orgId }) => orgId,
  detail: async (payment, signal) => {
    const customer = await get<Customer>(`/admin/v1/organizations/${payment.orgId}/customers/${payment.customerId}`, undefined, signal);
    return { ...payment, customer };
  },
  hidden: ['customer', 'customerId'],
  extra: ({ customer }) => {
    if (!customer) return null;
    const { id, companyName, status, countryOfIncorporationId, screening } = customer;
    return <Facts of={{ customer: { companyName, status, countryOfIncorporationId, id, paymentHold: screening.paymentHold } }} />;
  },
  decisions,
};
