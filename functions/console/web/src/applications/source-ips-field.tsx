// Field for allowed source IPs, one CIDR block per line.

import { Field } from '../components/field';

interface Props {
  label: string;
  value: string;
  rows: number;
  error: string | undefined;
  onChange: (text: string) => void;
}

export function SourceIpsField({ label, value, rows, error, onChange }: Props) {
  return (
    <Field label={label} hint="IPv4 or IPv6, such as 203.0.113.0/24 or 2001:db8::/48, one per line. Leave empty to allow any address." error={error}>
      {(attributes) => (
        <textarea {...attributes} rows={rows} spellcheck={false} autoComplete="off" value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      )}
    </Field>
  );
}

/** Error of the list or of one entry. Entries are numbered from 1. */
export function sourceIpsError(wrong: Record<string, string>): string | undefined {
  const [pointer, reason] = Object.entries(wrong).find(([each]) => each.startsWith('/allowedSourceIps')) ?? [];
  const entry = pointer?.split('/')[2];
  return entry === undefined ? reason : `Entry ${Number(entry) + 1} ${reason}`;
}
