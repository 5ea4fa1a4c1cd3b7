// Queue of payments, from review to the arrival of the money.

import { get } from '../api/client';
import type { Customer, PaymentDecision } from '../api/types';
import { PAYMENT_REVIEWS } from '../generated/reviews';
import { created, organization, status } from './columns';
import { type Texts, reviews } from './decisions';
import { Facts } from './facts';
import type { Queue } from './queue';

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

const TEXTS: Texts<PaymentDecision> = {
  APPROVE: ['Approve payment', 'approved', 'It is ready for processing. Customer and beneficiary must be approved and without a payment hold.'],
  REQUEST_CORRECTION: ['Request a correction', 'correction requested', 'It is not paid. The partner corrects it, and you review it again.'],
  PROCESS: ['Start processing', 'in processing', 'The transfer starts. The partner can no longer cancel the payment.'],
  COMPLETE: ['Complete payment', 'completed', 'The money arrived. This is final.'],
  FAIL: ['Mark payment as failed', 'failed', 'The money will not arrive. This is final.', true],
};

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
  decisions: ({ status: now }) => reviews(PAYMENT_REVIEWS[now], TEXTS, ({ orgId, id }) => `/admin/v1/organizations/${orgId}/payments/${id}/review`),
};
