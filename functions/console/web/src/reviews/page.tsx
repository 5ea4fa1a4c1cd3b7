// A queue: records in one status, and what can be decided of each.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Field } from '../components/field';
import { PageBody } from '../components/page';
import { Pages } from '../components/pages';
import { Empty } from '../components/states';
import { Table } from '../components/table';
import { sentence } from '../logic/words';
import { NotFound } from '../not-found';
import { learnNames } from '../organizations/names';
import { Decide } from './decide';
import { QUEUES } from './queues';

export function QueuePage({ name }: { name: string }) {
  const queue = QUEUES.find(({ key }) => key === name);
  const { query, route } = useLocation();
  const [opened, setOpened] = useState<unknown>();
  const [round, setRound] = useState(0);
  if (!queue) return <NotFound what="queue" />;
  const status = queue.statuses.find((each) => each === query.status) ?? queue.statuses[0] ?? '';
  return (
    <PageBody key={queue.key} name={queue.title} crumbs={[{ name: 'Reviews' }, { name: queue.title }]} about={queue.about}>
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
        <Pages<unknown>
          path={queue.path}
          query={{ status }}
          round={round}
          prepare={(rows) => learnNames(rows.map(queue.organization))}
          empty={<Empty title={`No ${queue.title.toLowerCase()} are ${sentence(status).toLowerCase()}`} />}
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
      {opened !== undefined && (
        <Decide queue={queue} record={opened} onClose={() => setOpened(undefined)} onDone={() => setRound((number) => number + 1)} />
      )}
    </PageBody>
  );
}
