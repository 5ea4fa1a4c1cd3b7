// Columns that most queues share.

import { Status } from '../components/badge';
import type { Column } from '../components/table';
import { Time } from '../components/time';
import { nameOf } from '../organizations/names';

export const organization = <R extends { orgId: string }>(): Column<R> => ({
  title: 'Organization',
  cell: ({ orgId }) => <a href={`/console/organizations/${orgId}`}>{nameOf(orgId)}</a>,
});

export const created = <R extends { createdAt: string }>(): Column<R> => ({
  title: 'Created',
  cell: ({ createdAt }) => <Time at={createdAt} />,
});

export const status = <R extends { status: string }>(): Column<R> => ({
  title: 'Status',
  cell: (record) => <Status of={record.status} />,
});
