// Members who manage an organization's applications.

import { useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import type { Membership, Organization } from '../api/types';
import { announce } from '../components/announcer';
import { Card } from '../components/card';
import { Value } from '../components/copy';
import { Confirm } from '../components/confirm';
import { Field } from '../components/field';
import { FormDialog } from '../components/form-dialog';
import { Empty } from '../components/states';
import { Table, type Column } from '../components/table';
import { Time } from '../components/time';
import { day } from '../logic/time';
import { useAction } from '../use-action';

interface Props {
  organization: Organization;
  members: Membership[];
  reload: () => Promise<boolean>;
}

export function Members({ organization, members, reload }: Props) {
  const [dialog, setDialog] = useState<'add' | Membership>();
  const close = (): void => setDialog(undefined);
  const path = `/admin/v1/organizations/${organization.id}/members`;
  const columns: Column<Membership>[] = [
    { title: 'Email', cell: ({ email }) => email },
    { title: 'User ID', cell: ({ userId }) => <Value text={userId} what="user ID" /> },
    { title: 'Since', cell: ({ addedAt }) => <Time at={addedAt} as={day} /> },
    {
      title: 'Actions',
      actions: true,
      cell: (member) => (
        <button type="button" class="button danger" aria-label={`Remove ${member.email}`} onClick={() => setDialog(member)}>
          Remove
        </button>
      ),
    },
  ];
  return (
    <Card
      title="Members"
      actions={
        <button type="button" class="button" onClick={() => setDialog('add')}>
          Add member
        </button>
      }
    >
      {members.length === 0 ? (
        <Empty title="No members">Nobody at the partner can manage its applications yet. Add a member.</Empty>
      ) : (
        <Table label="Members" columns={columns} rows={members} rowKey={({ userId }) => userId} />
      )}
      {dialog === 'add' && <Add path={path} onClose={close} reload={reload} />}
      {dialog && dialog !== 'add' && (
        <Confirm
          title={`Remove ${dialog.email}?`}
          label="Remove member"
          done={`${dialog.email} removed`}
          onClose={close}
          work={async () => {
            await call('DELETE', `${path}/${encodeURIComponent(dialog.userId)}`);
            await reload();
          }}
        >
          <p>
            Their next request is refused. Applications that they created stay in use with their keys: replace keys that the member may have kept.
          </p>
        </Confirm>
      )}
    </Card>
  );
}

function Add({ path, onClose, reload }: { path: string; onClose: () => void; reload: () => Promise<boolean> }) {
  const [userId, setUserId] = useState('');
  const [email, setEmail] = useState('');
  const action = useAction();
  const [user, address] = [userId.trim(), email.trim()];
  // The ID is part of an API path, which allows no percent-encoding.
  const odd = encodeURIComponent(user) !== user || /[!'()*]/.test(user);
  const add =
    user === '' || address === '' || odd
      ? undefined
      : async (): Promise<void> => {
          await call('PUT', `${path}/${encodeURIComponent(user)}`, { body: { email: address } });
          await reload();
          announce(`${address} added`);
          onClose();
        };
  return (
    <FormDialog title="Add member" label="Add member" action={action} send={add} fields={['/email']} onClose={onClose}>
      <Field
        label="User ID"
        hint="The person's sub claim at the sign-in service."
        error={odd ? 'A user ID contains only letters, digits, -, ., _ and ~.' : undefined}
      >
        {(attributes) => (
          <input {...attributes} type="text" required maxLength={255} autoComplete="off" spellcheck={false} value={userId} onInput={({ currentTarget }) => setUserId(currentTarget.value)} />
        )}
      </Field>
      <Field label="Email address" error={fieldErrors(action.error)['/email']}>
        {(attributes) => (
          <input {...attributes} type="email" required autoComplete="off" value={email} onInput={({ currentTarget }) => setEmail(currentTarget.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
