// On whose behalf applications are managed: a partner's own, or one that an admin helps.

import type { Query } from './api/client';
import type { Organization } from './api/types';

export interface Scope {
  organization: Organization;
  /** Whether an admin acts for the partner. */
  acting: boolean;
  /** Where the API has the applications. */
  api: string;
  /** Where the console has them. */
  pages: string;
  audit: { path: string; query: Query };
}

export const ofPartner = (organization: Organization): Scope => ({
  organization,
  acting: false,
  api: '/partner/v1/api-applications',
  pages: '/console/applications',
  audit: { path: '/partner/v1/audit', query: {} },
});

export const ofAdmin = (organization: Organization): Scope => ({
  organization,
  acting: true,
  api: `/admin/v1/organizations/${organization.id}/api-applications`,
  pages: `/console/organizations/${organization.id}/applications`,
  audit: { path: '/admin/v1/audit', query: { organizationId: organization.id } },
});
