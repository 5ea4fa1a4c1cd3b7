// Organization whose applications are managed: the partner's own, or one that an admin acts for.

import type { Query } from './api/client';
import type { Organization } from './api/types';

export interface Scope {
  organization: Organization;
  /** True if an admin acts for the partner. */
  acting: boolean;
  /** API path of the applications. */
  api: string;
  /** Console path of the applications. */
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
