// Choice of a signing key: generated in this browser, or pasted.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Copy } from '../components/copy';
import { Field } from '../components/field';
import { Failure } from '../components/notice';
import { fingerprintCommand, generate, SIZES, type Size } from '../logic/generate';
import { grouped } from '../logic/words';
import { inspect, type Inspection, type PublicKey } from '../logic/pem';
import { privateKey } from '../logic/private-key';
import { useAction } from '../use-action';

/** Public key, with the file name of its private key if generated here. */
export interface Chosen {
  key: PublicKey;
  file?: string;
}

interface Props {
  application: string;
  chosen: Chosen | undefined;
  onChoose: (chosen: Chosen | undefined) => void;
}

export function SigningKeyChoice({ application, chosen, onChoose }: Props) {
  const [way, setWay] = useState<'generate' | 'paste'>(chosen && !chosen.file ? 'paste' : 'generate');
  // Switching back restores the key of the other choice.
  const [other, setOther] = useState<Chosen>();
  const group = useId();
  const choose = (next: typeof way) => () => {
    setWay(next);
    setOther(chosen);
    onChoose(other);
  };
  return (
    <>
      <fieldset class="choices">
        <legend class="hidden">Source of the signing key</legend>
        <label class="choice">
          <input type="radio" name={group} checked={way === 'generate'} onChange={choose('generate')} />
          <span>Generate in this browser</span>
          <span class="hint">The private key is made here and saved to your disk. It is never sent.</span>
        </label>
        <label class="choice">
          <input type="radio" name={group} checked={way === 'paste'} onChange={choose('paste')} />
          <span>Paste a public key</span>
          <span class="hint">RSA, 2048 bits or more, from your own key management. PEM, beginning with BEGIN PUBLIC KEY.</span>
        </label>
      </fieldset>
      {way === 'generate' ? (
        <Generate application={application} chosen={chosen} onChoose={onChoose} />
      ) : (
        <Paste chosen={chosen} onChoose={onChoose} />
      )}
    </>
  );
}

function Generate({ application, chosen, onChoose }: Props) {
  const [size, setSize] = useState<Size>(SIZES[0]);
  const action = useAction();
  const make = (): void => action.run(async () => onChoose(await generate(size, application)));
  return (
    <>
      <div class="row">
        <label>
          Key size
          <select value={size} onChange={({ currentTarget }) => setSize(Number(currentTarget.value) as Size)}>
            {SIZES.map((bits, index) => (
              <option key={bits} value={bits}>
                {bits} bits{index === 0 ? ' (recommended)' : ''}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" aria-disabled={action.busy} onClick={make}>
          {action.busy ? 'Generating' : chosen ? 'Generate another key pair' : 'Generate key pair'}
        </button>
      </div>
      <Failure error={action.error} />
      <div role="status" class={action.busy || chosen?.file ? 'made' : undefined}>
        {action.busy && <p class="notice">Generating. Larger keys take longer.</p>}
        {!action.busy && chosen?.file && (
          <div class="notice">
            <p>
              <strong>Key pair ready, {chosen.key.bits} bits.</strong> The private key is saved as <code>{chosen.file}</code> in your
              downloads; this page does not keep it. Move it to your key manager and delete the copy. If the file is missing, generate another key
              pair.
            </p>
            <Fingerprint of={chosen.key} file={chosen.file} />
          </div>
        )}
      </div>
    </>
  );
}

/** Pause in typing before a key is checked, in milliseconds. */
const SETTLES = 300;

function Paste({ chosen, onChoose }: Omit<Props, 'application'>) {
  const [text, setText] = useState(chosen?.key.pem ?? '');
  const [inspection, setInspection] = useState<Inspection>();
  const [error, setError] = useState<unknown>();
  const judged = useRef(chosen?.key.pem ?? '');
  useEffect(() => {
    let current = true;
    setError(undefined);
    if (text.trim() === '') {
      // The field was cleared because of a private key: keep that message.
      setInspection((before) => (before && !before.ok && before.secret ? before : undefined));
      onChoose(undefined);
      return;
    }
    if (text === judged.current && chosen) {
      setInspection({ ok: true, key: chosen.key });
      return;
    }
    const secret = privateKey(text) !== undefined;
    if (!secret) onChoose(undefined);
    const ask = (): void =>
      void inspect(text).then(
        (found) => {
          if (!current) return;
          setInspection(found);
          judged.current = text;
          onChoose(found.ok ? { key: found.key } : undefined);
          if (!found.ok && found.secret) setText('');
        },
        (failed: unknown) => {
          if (!current) return;
          setInspection(undefined);
          setError(failed);
        },
      );
    const timer = setTimeout(ask, secret ? 0 : SETTLES);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  const refused = inspection && !inspection.ok ? inspection : undefined;
  return (
    <div class="pasted">
      <Field label="Public key" error={refused?.why}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={9}
            spellcheck={false}
            autoComplete="off"
            placeholder="-----BEGIN PUBLIC KEY-----"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
      </Field>
      <Failure error={error} />
      <div role="status">
        {inspection?.ok && (
          <div class="notice">
            <p>
              <strong>Public key read, {inspection.key.bits} bits.</strong>
            </p>
            <Fingerprint of={inspection.key} file="private.pem" />
          </div>
        )}
      </div>
    </div>
  );
}

export function Fingerprint({ of, file }: { of: PublicKey; file: string }) {
  const command = fingerprintCommand(file);
  return (
    <dl class="proof small">
      <dt>Fingerprint</dt>
      <dd>
        <code class="fingerprint">{grouped(of.fingerprint)}</code> <Copy text={of.fingerprint} what="fingerprint" plain />
      </dd>
      <dt>Check it</dt>
      <dd>
        <code>{command}</code> <Copy text={command} what="command" plain />
      </dd>
      <dt>Public key</dt>
      <dd>
        <details>
          <summary>Show</summary>
          <pre tabIndex={0} aria-label="Public key">{of.pem}</pre>
        </details>
      </dd>
    </dl>
  );
}
