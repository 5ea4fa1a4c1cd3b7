// Settings → Platform → API applications

import type { Application } from '../api/types';
import { PageBody } from '../components/page';
import { Pages, useListing } from '../components/pages';
import { Empty } from '../components/states';
import type { Scope } from '../scope';
import { Applications } from './table';

export function ApplicationList({ scope }: { scope: Scope }) {
  const listing = useListing<Application>({ path: scope.api });
  const create = (
    <a class="button primary" href={`${scope.pages}/new`}>
      Create API application
    </a>
  );
  return (
    <PageBody
      name="API applications"
      crumbs={[{ name: 'Settings' }, { name: 'Platform' }, { name: 'API applications' }]}
      about="A credential set for one service or deployment. Each request is signed with its key."
      actions={create}
    >
      <section class="card" aria-label="API applications">
        <Pages
          of={listing}
          empty={
            <Empty title="No API applications yet" action={create}>
              An application lets one of your services call the API. It holds the service's keys and their permissions.
            </Empty>
          }
        >
          {(rows) => <Applications rows={rows} scope={scope} />}
        </Pages>
      </section>
    </PageBody>
  );
}
