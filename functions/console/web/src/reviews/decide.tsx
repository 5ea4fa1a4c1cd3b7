// A record of a queue, and what is decided of it.

import { useId, useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import { announce } from '../components/announcer';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { Failure } from '../components/notice';
import { Shown } from '../components/states';
import { nameOf } from '../organizations/names';
import { useAction } from '../use-action';
import { useLoad } from '../use-load';
import { Facts } from './facts';
import type { Decision, Queue } from './queue';

/** What a note is called in bodies. */
const FIELDS = ['/note', '/message', '/reason'];

interface Props {
  queue: Queue<unknown>;
  record: unknown;
  onClose: () => void;
  onDone: () => void;
}

export function Decide({ queue, record, onClose, onDone }: Props) {
  const loaded = useLoad((signal) => queue.detail?.(record, signal) ?? Promise.resolve(record), queue.rowKey(record));
  return (
    <Dialog title={queue.name(record)} wide onClose={onClose}>
      <Shown of={loaded} rows={6}>
        {(whole) => (
          <>
            <p class="muted">
              Of <a href={`/console/organizations/${queue.organization(whole)}`}>{nameOf(queue.organization(whole))}</a>
            </p>
            <Facts of={whole} hidden={['orgId', ...(queue.hidden ?? [])]} />
            {queue.extra?.(whole)}
            <Decisions queue={queue} record={whole} onClose={onClose} onDone={onDone} />
          </>
        )}
      </Shown>
    </Dialog>
  );
}

function Decisions({ queue, record, onClose, onDone }: Props) {
  const decisions = queue.decisions(record);
  const [chosen, setChosen] = useState<Decision<unknown> | undefined>(decisions.length === 1 ? decisions[0] : undefined);
  const [note, setNote] = useState('');
  const action = useAction();
  const group = useId();
  const decide = (event: Event): void => {
    event.preventDefault();
    if (!chosen) return;
    action.run(async () => {
      await call(chosen.method ?? 'POST', chosen.path(record), chosen.body && { body: chosen.body(note.trim()) });
      announce(`${chosen.label}: done`);
      onDone();
      onClose();
    });
  };
  if (decisions.length === 0) {
    return (
      <>
        <p class="muted">Nothing can be decided of this {queue.one} as it stands.</p>
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
        </div>
      </>
    );
  }
  const complete = chosen !== undefined && (!chosen.note || note.trim() !== '');
  return (
    <form class="stacked" onSubmit={decide}>
      <fieldset class="choices">
        <legend>Decision</legend>
        {decisions.map((each) => (
          <label key={each.name} class="choice">
            <input type="radio" name={group} checked={chosen?.name === each.name} onChange={() => setChosen(each)} />
            <span>{each.label}</span>
            <span class="hint">{each.means}</span>
          </label>
        ))}
      </fieldset>
      {chosen?.note && (
        <Field label={chosen.note.label} error={FIELDS.map((field) => fieldErrors(action.error)[field]).find(Boolean)}>
          {(attributes) => (
            <textarea
              {...attributes}
              class="prose"
              rows={4}
              maxLength={chosen.note?.longest}
              value={note}
              onInput={({ currentTarget }) => setNote(currentTarget.value)}
            />
          )}
        </Field>
      )}
      <Failure error={action.error} fields={FIELDS} />
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class={chosen?.danger ? 'button danger' : 'button primary'} disabled={!complete || action.busy}>
          {chosen?.label ?? 'Decide'}
        </button>
      </div>
    </form>
  );
}
