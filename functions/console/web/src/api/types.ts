// Types of the contract's OpenAPI document. `npm run check` generates `schema.d.ts` from it.

import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Application = Schemas['Application'];
export type ApiKey = Schemas['ApiKeyView'];
export type SigningKey = Schemas['SigningKeyView'];
export type Permission = Schemas['Permission'];
export type NewApplication = Schemas['NewApplication'];
export type ApplicationPatch = Schemas['ApplicationPatch'];
export type NewSigningKey = Schemas['NewSigningKey'];
export type NewApiKey = Schemas['NewApiKey'];
export type RefusedRequest = Schemas['RefusedRequest'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditAction = Schemas['AuditAction'];
export type Organization = Schemas['Organization'];
export type Membership = Schemas['Membership'];
export type Customer = Schemas['Customer'];
/** Composed by hand: the type generator ignores keywords beside a `$ref`. */
export type Beneficiary = Schemas['BeneficiaryProfile'] &
  Pick<Customer, 'orgId' | 'screening' | 'createdAt' | 'updatedAt'> & { id: string; customerId: string; status: Schemas['BeneficiaryStatus'] };
export type Ticket = Schemas['Ticket'];
export type Message = Schemas['Message'];
export type TicketWithMessages = Ticket & { messages: Message[] };
export type ReviewDecision = Schemas['ReviewDecision'];
export type PaymentDecision = Schemas['PaymentDecision'];
export type Problem = Schemas['Problem'];

/** Application with its new API key. The key is shown once and stored nowhere. */
export type ApplicationWithKey = Application & { apiKey: string };

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  hasMore: boolean;
}

/** Result of checking a pasted public key: the key, or the reason for refusing it. */
export type InspectedKey = paths['/partner/v1/public-key/inspect']['post']['responses'][200]['content']['application/json'];

/** Signed-in person. Only admins have no organization. */
export type Me = paths['/partner/v1/me']['get']['responses'][200]['content']['application/json'];
