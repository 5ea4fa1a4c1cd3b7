// Settings → Organization: the signed-in partner.

import type { Organization } from '../api/types';
import { Enabled } from '../components/badge';
import { Card } from '../components/card';
import { Value } from '../components/copy';
import { Notice } from '../components/notice';
import { PageBody } from '../components/page';
import { Time } from '../components/time';
import { day } from '../logic/time';

export function OwnOrganization({ organization: { id, name, enabled, createdAt } }: { organization: Organization }) {
  return (
    <PageBody name="Organization" crumbs={[{ name: 'Settings' }, { name: 'Organization' }]}>
      {!enabled && <Notice tone="bad">Your organization is disabled: all requests of its applications are refused. Ask your contact at Nuvera to enable it.</Notice>}
      <Card title={name} actions={<Enabled is={enabled} />}>
        <div class="body">
          <dl class="facts">
            <div>
              <dt>Organization ID</dt>
              <dd>
                <Value text={id} what="organization ID" />
              </dd>
            </div>
            <div>
              <dt>Partner since</dt>
              <dd>
                <Time at={createdAt} as={day} />
              </dd>
            </div>
          </dl>
          <p class="muted">Nuvera adds and removes members. Open a support ticket or ask your contact.</p>
        </div>
      </Card>
    </PageBody>
  );
}
