// Dialog that shows an API key once. It lies above all pages, and stays open on navigation until the person confirms that
// the key is stored.

import { useEffect, useState } from 'preact/hooks';
import type { ApplicationWithKey } from '../api/types';
import { Copy } from '../components/copy';
import { Dialog } from '../components/dialog';
import { save } from '../logic/save';
import { grouped } from '../logic/words';
import { signal, useSignal } from '../signal';
import { env, envName, programs, type Signing } from '../snippets';
import { Programs } from './programs';

export interface NewKey {
  application: ApplicationWithKey;
  signing: Signing;
  /** True if an admin must hand the key over. */
  acting: boolean;
  onDone: () => void;
}

/** Keys to show, oldest first. A key is dropped once it is stored. */
const waiting = signal<readonly NewKey[]>([]);

export const showOnce = (key: NewKey): void => waiting.set([...waiting.get(), key]);

export function OneTimeKey() {
  const [key] = useSignal(waiting);
  return key ? <KeyDialog key={key.application.apiKey} {...key} /> : null;
}

function KeyDialog({ application: { apiKey, name, permissions }, signing, acting, onDone }: NewKey) {
  const [stored, setStored] = useState(false);
  const [examples, setExamples] = useState(false);
  const envFile = envName(name, apiKey.slice(-4));
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  const done = (): void => {
    waiting.set(waiting.get().slice(1));
    onDone();
  };
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
          <button type="button" class="button primary" disabled={!stored} onClick={done}>
            Done
          </button>
        </>
      }
    >
      <p>
        The API key of <strong>{name}</strong>. This is the only time it is shown. If you lose it, create a replacement and revoke this one.
      </p>
      <div class="secret">
        <div class="key" role="group" aria-label="API key" tabIndex={0}>
          <code id="api-key">{apiKey}</code>
        </div>
        <Copy text={apiKey} what="API key" first />
      </div>
      <div class="row">
        <button type="button" class="button" onClick={() => save(envFile, 'text/plain', env(apiKey, signing))}>
          Download as .env
        </button>
        <button type="button" class="button plain" aria-expanded={examples} onClick={() => setExamples(!examples)}>
          {examples ? 'Hide the signed request' : 'Show a signed request for curl, Node, Python, Go'}
        </button>
      </div>
      {examples && <Programs programs={programs(permissions, envFile)} />}
      <p class="hint">
        <code>{envFile}</code> holds the API key and{' '}
        {signing.file ? (
          <>
            names <code>{signing.file}</code>
          </>
        ) : (
          <>
            leaves a blank for the file of your private key, which belongs to the signing key{' '}
            <code>{grouped(signing.fingerprint.slice(0, 16))} …</code>
          </>
        )}
        . The programs read it, so they contain no secrets.
      </p>
    </Dialog>
  );
}
