import { PageBody, type Crumb } from './components/page';
import { Empty } from './components/states';

export function NotFound({ what = 'page', crumbs = [] }: { what?: string; crumbs?: readonly Crumb[] }) {
  return (
    <PageBody name="Not found" crumbs={[...crumbs, { name: 'Not found' }]}>
      <section class="card" aria-label="Not found">
        <Empty title={`There is no such ${what} here`} action={<a class="button" href="/console">Go to the start</a>}>
          The address is wrong, it was deleted, or it belongs to another organization.
        </Empty>
      </section>
    </PageBody>
  );
}
