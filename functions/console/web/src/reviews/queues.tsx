// All queues. A declaration here yields the queue's page, menu item and dialog.

import { get } from '../api/client';
import type { Beneficiary, Customer, Ticket, TicketWithMessages } from '../api/types';
import { Time } from '../components/time';
import { BENEFICIARY_REVIEWS, CUSTOMER_REVIEWS } from '../generated/reviews';
import { sentence } from '../logic/words';
import { created, organization, status } from './columns';
import { reviews, textsFor } from './decisions';
import { payments } from './payments';
import type { Queue } from './queue';
import { screening } from './screening';

const CUSTOMER_TEXTS = textsFor('customer');

const customers: Queue<Customer> = {
  key: 'customers',
  title: 'Customers',
  one: 'customer',
  about: 'Companies that partners want to onboard.',
  comes: 'A customer appears here when a partner submits it for review.',
  path: '/admin/v1/customers',
  statuses: ['PENDING_REVIEW', 'CORRECTION_REQUESTED', 'APPROVED', 'SUSPENDED', 'REJECTED', 'DRAFT'],
  columns: [
    {
      title: 'Company',
      cell: ({ companyName, registrationNumber }) => (
        <>
          {companyName}
          <span class="sub">{registrationNumber}</span>
        </>
      ),
    },
    { title: 'Country', cell: ({ countryOfIncorporationId }) => countryOfIncorporationId },
    organization(),
    created(),
    status(),
  ],
  rowKey: ({ id }) => id,
  name: ({ companyName }) => companyName,
  organization: ({ orgId }) => orgId,
  detail: ({ orgId, id }, signal) => get<Customer>(`/admin/v1/organizations/${orgId}/customers/${id}`, undefined, signal),
  decisions: ({ status: now }) =>
    reviews(CUSTOMER_REVIEWS[now], CUSTOMER_TEXTS, ({ orgId, id }) => `/admin/v1/organizations/${orgId}/customers/${id}/review`),
};

const BENEFICIARY_TEXTS = textsFor('beneficiary');

const beneficiaries: Queue<Beneficiary> = {
  key: 'beneficiaries',
  title: 'Beneficiaries',
  one: 'beneficiary',
  about: 'Recipients that partners want to pay.',
  comes: 'A beneficiary appears here when a partner adds or corrects it.',
  path: '/admin/v1/beneficiaries',
  statuses: ['PENDING_REVIEW', 'CORRECTION_REQUESTED', 'APPROVED', 'SUSPENDED', 'REJECTED'],
  columns: [
    {
      title: 'Beneficiary',
      cell: ({ companyName, country }) => (
        <>
          {companyName}
          <span class="sub">{country}</span>
        </>
      ),
    },
    {
      title: 'Account',
      cell: ({ iban, accountNumber, bankName }) => (
        <>
          <span class="mono">{iban ?? accountNumber}</span>
          <span class="sub">{bankName}</span>
        </>
      ),
    },
    organization(),
    created(),
    status(),
  ],
  rowKey: ({ id }) => id,
  name: ({ companyName }) => companyName,
  organization: ({ orgId }) => orgId,
  decisions: ({ status: now }) =>
    reviews(BENEFICIARY_REVIEWS[now], BENEFICIARY_TEXTS, ({ orgId, customerId, id }) => `/admin/v1/organizations/${orgId}/customers/${customerId}/beneficiaries/${id}/review`),
};

const MESSAGE = { label: 'Message to the partner', longest: 10_000 };
const ticketPath = ({ orgId, id }: Ticket): string => `/admin/v1/organizations/${orgId}/support/tickets/${id}`;

const tickets: Queue<Ticket | TicketWithMessages> = {
  key: 'tickets',
  title: 'Support tickets',
  one: 'ticket',
  about: 'Questions from partners.',
  comes: 'A ticket appears here when a partner sends a message.',
  path: '/admin/v1/support/tickets',
  statuses: ['OPEN', 'WAITING_FOR_NUVERA', 'WAITING_FOR_PARTNER', 'RESOLVED', 'CLOSED'],
  columns: [
    {
      title: 'Subject',
      cell: ({ subject, messageCount }) => (
        <>
          {subject}
          <span class="sub">{messageCount === 1 ? '1 message' : `${messageCount} messages`}</span>
        </>
      ),
    },
    { title: 'Category', cell: ({ category }) => sentence(category) },
    organization(),
    { title: 'Changed', cell: ({ updatedAt }) => <Time at={updatedAt} /> },
    status(),
  ],
  rowKey: ({ id }) => id,
  name: ({ subject }) => subject,
  organization: ({ orgId }) => orgId,
  detail: (ticket, signal) => get<TicketWithMessages>(ticketPath(ticket), undefined, signal),
  hidden: ['messages', 'messageCount'],
  extra: (ticket) =>
    'messages' in ticket && (
      <ol class="messages" aria-label="Messages">
        {ticket.messages.map(({ id, author, body, createdAt }) => (
          <li key={id} class={author.toLowerCase()}>
            <p class="small muted">
              {sentence(author)}, <Time at={createdAt} />
            </p>
            <p class="said">{body}</p>
          </li>
        ))}
      </ol>
    ),
  decisions: ({ status: now }) => [
    ...(now === 'CLOSED'
      ? []
      : [
          {
            name: 'reply',
            label: 'Send reply',
            done: 'reply sent',
            means: 'The ticket then waits for the partner.',
            note: MESSAGE,
            path: (ticket: Ticket) => `${ticketPath(ticket)}/messages`,
            body: (message: string) => ({ message }),
          },
        ]),
    ...(now === 'CLOSED' || now === 'RESOLVED'
      ? []
      : [
          {
            name: 'resolve',
            label: 'Resolve ticket',
            done: 'resolved',
            means: 'A new message from the partner reopens it.',
            path: (ticket: Ticket) => `${ticketPath(ticket)}/resolve`,
          },
        ]),
  ],
};

/** Queues in menu order. They differ only in their record type. */
export const QUEUES: readonly Queue<unknown>[] = [customers, beneficiaries, payments, screening, tickets] as unknown as readonly Queue<unknown>[];
