// Field for the name of an application or organization.

import { Field } from './field';

/** Longest name in characters, as in the service. */
const LONGEST = 100;

interface Props {
  value: string;
  hint?: string;
  error?: string | undefined;
  onChange: (name: string) => void;
}

export function NameField({ value, hint, error, onChange }: Props) {
  return (
    <Field label="Name" {...(hint && { hint })} error={error}>
      {(attributes) => (
        <input {...attributes} type="text" required maxLength={LONGEST} autoComplete="off" value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      )}
    </Field>
  );
}

/** Returns the typed name, or nothing if it is empty or unchanged. */
export function changedName(typed: string, before = ''): string | undefined {
  const name = typed.trim();
  return name === '' || name === before ? undefined : name;
}
