// The only moment in which an API key is on the screen.

import { useEffect, useState } from 'preact/hooks';
import type { Application } from '../api/types';
import { Copy } from '../components/copy';
import { Dialog } from '../components/dialog';
import { save } from '../logic/save';
import { env, names, programs } from '../snippets';
import { Programs } from './programs';

interface Props {
  apiKey: string;
  application: Pick<Application, 'permissions'>;
  /** What the private key is called on the person's disk. */
  privateKey: string;
  acting: boolean;
  onDone: () => void;
}

export function OneTimeKey({ apiKey, application, privateKey, acting, onDone }: Props) {
  const [stored, setStored] = useState(false);
  const [examples, setExamples] = useState(false);
  const files = names(privateKey);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  return (
    <Dialog
      title="Store your API key now"
      wide
      footer={
        <>
          <label class="check">
            <input type="checkbox" checked={stored} onChange={({ currentTarget }) => setStored(currentTarget.checked)} />
            {acting ? 'I have handed it over to the partner' : 'I have stored it in our secret manager'}
          </label>
          <button type="button" class="button primary" disabled={!stored} onClick={onDone}>
            Done
          </button>
        </>
      }
    >
      <p>This is the only time it is shown. If you lose it, create a replacement and revoke this one.</p>
      <div class="secret">
        <div class="key" role="group" aria-label="API key" tabIndex={0}>
          <code id="api-key">{apiKey}</code>
        </div>
        <Copy text={apiKey} what="API key" />
      </div>
      <div class="row">
        <button type="button" class="button" onClick={() => save(files.env, 'text/plain', env(apiKey, files))}>
          Download as .env
        </button>
        <button type="button" class="button plain" aria-expanded={examples} onClick={() => setExamples(!examples)}>
          {examples ? 'Hide the signed request' : 'Show a signed request for curl, Node, Python, Go'}
        </button>
      </div>
      {examples && <Programs programs={programs(application.permissions, files)} />}
      <p class="hint">
        The <code>.env</code> file holds the API key and names <code>{files.privateKey}</code>. The programs read it, so that no secret is in them.
      </p>
    </Dialog>
  );
}
