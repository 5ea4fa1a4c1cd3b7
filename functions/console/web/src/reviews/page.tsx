// Page of a queue: records in one status, each with its decisions.

import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { announce } from '../components/announcer';
import { Field } from '../components/field';
import { PageBody } from '../components/page';
import { Pages, useListing } from '../components/pages';
import { Empty } from '../components/states';
import { Table } from '../components/table';
import { sentence } from '../logic/words';
import { NotFound } from '../not-found';
import { loadNames } from '../organizations/names';
import { Decide } from './decide';
import type { Queue } from './queue';
import { QUEUES } from './queues';

export function QueuePage({ name }: { name: string }) {
  const queue = QUEUES.find(({ key }) => key === name);
  if (!queue) return <NotFound what="queue" crumbs={[{ name: 'Reviews' }]} />;
  return <Records key={queue.key} queue={queue} />;
}

function Records({ queue }: { queue: Queue<unknown> }) {
  const { query, route } = useLocation();
  const [opened, setOpened] = useState<unknown>();
  const status = queue.statuses.find((each) => each === query.status) ?? queue.statuses[0] ?? '';
  const listing = useListing<unknown>({ path: queue.path, query: { status }, prepare: (rows) => loadNames(rows.map(queue.organization)) });
  const refresh = async (): Promise<void> => {
    if (await listing.reload()) announce(`${queue.title} refreshed`);
  };
  return (
    <PageBody name={queue.title} crumbs={[{ name: 'Reviews' }, { name: queue.title }]} about={queue.about}>
      <section class="card" aria-label={queue.title}>
        <div class="filters">
          <Field label="Status">
            {(attributes) => (
              <select
                {...attributes}
                value={status}
                onChange={({ currentTarget }) => route(`/console/reviews/${queue.key}?status=${currentTarget.value}`, true)}
              >
                {queue.statuses.map((each) => (
                  <option key={each} value={each}>
                    {sentence(each)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Pages
          of={listing}
          empty={
            <Empty
              title={`No ${queue.one} in this status: ${sentence(status).toLowerCase()}`}
              action={
                <button type="button" class="button" onClick={() => void refresh()}>
                  Refresh
                </button>
              }
            >
              {queue.comes}
            </Empty>
          }
        >
          {(rows) => (
            <Table
              label={queue.title}
              rows={rows}
              rowKey={queue.rowKey}
              columns={[
                ...queue.columns,
                {
                  title: 'Actions',
                  actions: true,
                  cell: (row) => (
                    <button type="button" class="button" aria-label={`Open ${queue.name(row)}`} onClick={() => setOpened(row)}>
                      Open
                    </button>
                  ),
                },
              ]}
            />
          )}
        </Pages>
      </section>
      {opened !== undefined && <Decide queue={queue} record={opened} onClose={() => setOpened(undefined)} onDone={listing.reload} />}
    </PageBody>
  );
}
