import { PageBody, type Crumb } from './components/page';
import { Empty } from './components/states';

export function NotFound({ what = 'page', crumbs = [] }: { what?: string; crumbs?: readonly Crumb[] }) {
  return (
    <PageBody name="Not found" crumbs={[...crumbs, { name: 'Not found' }]}>
      <section class="card" aria-label="Not found">
        <Empty title={`This ${what} does not exist`} action={<a class="button" href="/console">Go to the start page</a>}>
          The address is wrong, or the {what} was deleted or belongs to another organization.
        </Empty>
      </section>
    </PageBody>
  );
}
