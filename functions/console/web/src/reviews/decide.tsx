// Dialog that shows a record of a queue and takes a decision.

import { useId, useState } from 'preact/hooks';
import { ApiError, call, fieldErrors } from '../api/client';
import { announce } from '../components/announcer';
import { Field } from '../components/field';
import { FormDialog } from '../components/form-dialog';
import { LoadedContent } from '../components/states';
import { nameOf } from '../organizations/names';
import { useAction } from '../use-action';
import { useLoad } from '../use-load';
import { Facts } from './facts';
import type { Queue } from './queue';

/** JSON pointers of the note in request bodies. */
const FIELDS = ['/note', '/message', '/reason'];

interface Props {
  queue: Queue<unknown>;
  record: unknown;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}

export function Decide({ queue, record, onClose, onDone }: Props) {
  const loaded = useLoad((signal) => queue.detail?.(record, signal) ?? Promise.resolve(record), queue.rowKey(record));
  const read = loaded.value !== undefined;
  // Until the record is loaded, the list's row determines the decisions, so the buttons do not move.
  const decisions = queue.decisions(loaded.value ?? record);
  const [picked, setPicked] = useState<string>();
  const [note, setNote] = useState('');
  const action = useAction();
  const group = useId();
  const chosen = decisions.find(({ name }) => name === picked) ?? (decisions.length === 1 ? decisions[0] : undefined);
  const decide =
    read && chosen && (!chosen.note || note.trim() !== '')
      ? async (): Promise<void> => {
          try {
            await call(chosen.method ?? 'POST', chosen.path(loaded.value), chosen.body && { body: chosen.body(note.trim()) });
          } catch (error) {
            // The shown record may be out of date. Its current state determines the decisions.
            if (error instanceof ApiError && error.status === 409) await loaded.reload();
            throw error;
          }
          await onDone();
          announce(`${queue.name(record)}: ${chosen.done}`);
          onClose();
        }
      : undefined;
  return (
    <FormDialog
      title={queue.name(record)}
      label={decisions.length === 0 ? undefined : (chosen?.label ?? 'Save decision')}
      danger={chosen?.danger ?? false}
      wide
      tall
      action={action}
      send={decide}
      fields={FIELDS}
      onClose={onClose}
    >
      <LoadedContent of={loaded} rows={6}>
        {(whole) => (
          <>
            <p class="muted">
              Organization: <a href={`/console/organizations/${queue.organization(whole)}`}>{nameOf(queue.organization(whole))}</a>
            </p>
            <Facts of={whole} hidden={['orgId', ...(queue.hidden ?? [])]} />
            {queue.extra?.(whole)}
          </>
        )}
      </LoadedContent>
      {read && decisions.length === 0 && <p class="muted">No decision is possible for this {queue.one} in its current status.</p>}
      {read && decisions.length > 0 && (
        <fieldset class="choices">
          <legend>Decision</legend>
          {decisions.map(({ name, label, means }) => (
            <label key={name} class="choice">
              <input type="radio" name={group} checked={chosen?.name === name} onChange={() => setPicked(name)} />
              <span>{label}</span>
              <span class="hint">{means}</span>
            </label>
          ))}
        </fieldset>
      )}
      {read && chosen?.note && (
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
    </FormDialog>
  );
}
