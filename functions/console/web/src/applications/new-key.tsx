// Dialog for another API key: a replacement or an addition.

import { useId, useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import type { ApiKey, ApplicationWithKey, NewApiKey } from '../api/types';
import { Field } from '../components/field';
import { FormDialog } from '../components/form-dialog';
import { Time } from '../components/time';
import { short } from '../logic/time';
import { shown } from '../logic/traffic';
import { useAction } from '../use-action';
import { Grace, isGrace } from './grace';
import { LastUse } from './last-use';
import type { SectionProps } from './page';

/** Longest grace window in seconds: 30 days, as in the service. */
const MOST = 30 * 24 * 3600;

interface Props extends SectionProps {
  live: ApiKey[];
  onClose: () => void;
  onCreated: (answer: ApplicationWithKey) => void;
}

export function NewKey({ path, live, onClose, onCreated }: Props) {
  const [replace, setReplace] = useState(live.length > 0);
  const [grace, setGrace] = useState(24 * 3600);
  const [expires, setExpires] = useState('');
  const action = useAction();
  const wrong = fieldErrors(action.error);
  const group = useId();
  const create =
    !replace || isGrace(grace, MOST)
      ? async (): Promise<void> => {
          const body: NewApiKey = replace ? { replace: true, graceSeconds: grace } : {};
          if (expires !== '') body.expiresAt = new Date(expires).toISOString();
          onCreated(await call<ApplicationWithKey>('POST', `${path}/api-keys`, { body }));
        }
      : undefined;
  return (
    <FormDialog
      title={live.length > 0 ? 'Create replacement key' : 'Create API key'}
      label="Create API key"
      action={action}
      send={create}
      fields={['/graceSeconds', '/expiresAt']}
      onClose={onClose}
    >
      {live.length > 0 && (
        <fieldset class="choices">
          <legend class="hidden">Other keys</legend>
          <label class="choice">
            <input type="radio" name={group} checked={replace} onChange={() => setReplace(true)} />
            <span>Replace the {live.length === 1 ? 'current key' : 'current keys'}</span>
            <span class="hint">{live.length === 1 ? 'It expires' : 'They expire'} after the grace window. An earlier expiry stays.</span>
          </label>
          <label class="choice">
            <input type="radio" name={group} checked={!replace} onChange={() => setReplace(false)} />
            <span>Add one more key</span>
            <span class="hint">{live.length === 1 ? 'The current key stays' : 'The current keys stay'} in use. Choose this for a second deployment, for example.</span>
          </label>
        </fieldset>
      )}
      {replace && live.length > 0 && (
        <>
          <Grace label="Grace window" value={grace} most={MOST} error={wrong['/graceSeconds']} onChange={setGrace} />
          <LastUse keys={live} />
          <Ends live={live} grace={grace} />
        </>
      )}
      <Field label="The new key expires (optional)" hint="In your time zone. Leave empty for no expiry." error={wrong['/expiresAt']}>
        {(attributes) => (
          <input {...attributes} type="datetime-local" value={expires} onInput={({ currentTarget }) => setExpires(currentTarget.value)} />
        )}
      </Field>
    </FormDialog>
  );
}

/** End of each current key. */
function Ends({ live, grace }: { live: ApiKey[]; grace: number }) {
  if (!isGrace(grace, MOST)) return null;
  const planned = new Date(Date.now() + grace * 1000).toISOString();
  return (
    <ul class="plain">
      {live.map((key) => (
        <li key={key.id}>
          <code>{shown(key)}</code>{' '}
          {grace === 0 ? (
            <>
              is refused immediately, with <code>api_key_revoked</code>.
            </>
          ) : (
            <>
              is refused from <Time at={key.expiresAt && key.expiresAt < planned ? key.expiresAt : planned} as={short} />.
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
