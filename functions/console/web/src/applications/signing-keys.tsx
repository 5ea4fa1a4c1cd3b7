// Public keys that verify an application's requests, and their replacement.

import { useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import type { NewSigningKey, SigningKey } from '../api/types';
import { announce } from '../components/announcer';
import { Status } from '../components/badge';
import { Card } from '../components/card';
import { Value } from '../components/copy';
import { FormDialog } from '../components/form-dialog';
import { Table, type Column } from '../components/table';
import { Time } from '../components/time';
import { day, short, span } from '../logic/time';
import { shortFingerprint } from '../logic/words';
import { useAction } from '../use-action';
import { Grace, isGrace } from './grace';
import type { SectionProps } from './page';
import { SigningKeyChoice, type Chosen } from './signing-key';

/** Longest grace window in seconds: 7 days, as in the service. */
const MOST = 7 * 24 * 3600;

const COLUMNS: Column<SigningKey>[] = [
  { title: 'Fingerprint', cell: ({ fingerprint }) => <Value text={fingerprint} short={shortFingerprint(fingerprint)} what="fingerprint" /> },
  {
    title: 'Status',
    cell: ({ status, retiresAt }) => (
      <>
        <Status of={status} />
        {retiresAt && (
          <span class="sub">
            until <Time at={retiresAt} as={short} />
          </span>
        )}
      </>
    ),
  },
  { title: 'Size', cell: ({ bits }) => `${bits} bits` },
  { title: 'Installed', cell: ({ installedAt }) => <Time at={installedAt} as={day} /> },
  { title: 'Last verified', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
];

export function SigningKeys(part: SectionProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Card
        title="Signing keys"
        actions={
          <button type="button" class="button" onClick={() => setOpen(true)}>
            Replace signing key
          </button>
        }
      >
        <Table label="Signing keys" columns={COLUMNS} rows={part.application.signingKeys} rowKey={({ fingerprint }) => fingerprint} />
      </Card>
      {open && <Replace {...part} onClose={() => setOpen(false)} />}
    </>
  );
}

function Replace({ application, path, reload, onClose }: SectionProps & { onClose: () => void }) {
  const [chosen, setChosen] = useState<Chosen>();
  const [grace, setGrace] = useState(0);
  const action = useAction();
  const current = application.signingKeys.find(({ status }) => status === 'CURRENT');
  const retiring = application.signingKeys.find(({ status }) => status === 'RETIRING');
  const replace =
    chosen && isGrace(grace, MOST)
      ? async (): Promise<void> => {
          const body: NewSigningKey = { publicKey: chosen.key.pem, graceSeconds: grace };
          await call('PUT', `${path}/signing-key`, { body });
          await reload();
          announce(`${application.name}: signing key replaced`);
          onClose();
        }
      : undefined;
  return (
    <FormDialog
      title={`Replace signing key of ${application.name}`}
      label="Replace signing key"
      danger
      wide
      action={action}
      send={replace}
      fields={['/graceSeconds']}
      onClose={onClose}
    >
      {current && (
        <p class="notice warn">
          <strong>
            {current.lastUsedAt ? (
              <>
                The current key last verified a request <Time at={current.lastUsedAt} />.
              </>
            ) : (
              'The current key has not verified any request yet.'
            )}
          </strong>{' '}
          {isGrace(grace, MOST) && grace > 0
            ? `Requests signed with it are accepted for another ${span(grace)}, then refused.`
            : 'Requests signed with it are refused immediately, with signature_invalid.'}
        </p>
      )}
      {retiring && (
        <p class="notice warn">
          <strong>
            The previous key is in its grace window until <Time at={retiring.retiresAt} as={short} />.
          </strong>{' '}
          An application has at most two signing keys. With a grace window, this replacement is refused until then. Without one, both keys end now.
        </p>
      )}
      <Grace label="Grace window for the current key" value={grace} most={MOST} error={fieldErrors(action.error)['/graceSeconds']} onChange={setGrace} />
      <SigningKeyChoice application={application.name} chosen={chosen} onChoose={setChosen} />
    </FormDialog>
  );
}
