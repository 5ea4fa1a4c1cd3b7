// Grace window of a replaced key.

import { useState } from 'preact/hooks';
import { Field } from '../components/field';
import { span } from '../logic/time';

const HOUR = 3600;
const DAY = 24 * HOUR;
const OFFERED = [0, HOUR, DAY, 7 * DAY];

interface Props {
  label: string;
  /** Seconds; NaN if the typed text is not a number. */
  value: number;
  most: number;
  error?: string | undefined;
  onChange: (seconds: number) => void;
}

export function Grace({ label, value, most, error, onChange }: Props) {
  const [own, setOwn] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <>
      <Field label={label} {...(!own && { error })}>
        {(attributes) => (
          <select
            {...attributes}
            value={own ? 'own' : value}
            onChange={({ currentTarget }) => {
              const other = currentTarget.value === 'own';
              setOwn(other);
              setTyped(String(value));
              if (!other) onChange(Number(currentTarget.value));
            }}
          >
            {OFFERED.map((seconds) => (
              <option key={seconds} value={seconds}>
                {seconds === 0 ? 'None: immediately' : span(seconds)}
              </option>
            ))}
            <option value="own">Custom number of seconds</option>
          </select>
        )}
      </Field>
      {own && (
        <Field label="Seconds" hint={`0 to ${most} (${span(most)})`} error={error ?? (isGrace(value, most) ? undefined : `Enter a whole number from 0 to ${most}.`)}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              inputMode="numeric"
              value={typed}
              onInput={({ currentTarget: { value: text } }) => {
                setTyped(text);
                onChange(/^\d+$/.test(text.trim()) ? Number(text) : NaN);
              }}
            />
          )}
        </Field>
      )}
    </>
  );
}

export const isGrace = (seconds: number, most: number): boolean => Number.isInteger(seconds) && seconds >= 0 && seconds <= most;
