// The name of an application or organization.

import { Field } from './field';

/** Characters, as the service has it. */
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

/** What is sent of a name that was typed; absent where it says nothing new. */
export function changedName(typed: string, before = ''): string | undefined {
  const name = typed.trim();
  return name === '' || name === before ? undefined : name;
}
