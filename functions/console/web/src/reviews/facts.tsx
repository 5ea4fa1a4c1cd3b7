// All members of a record that say something, whatever they are.

import { Status } from '../components/badge';
import { Time } from '../components/time';
import { short } from '../logic/time';
import { label } from '../logic/words';

const isTime = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const says = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

export function Facts({ of, hidden = [] }: { of: unknown; hidden?: readonly string[] }) {
  const members = Object.entries(isObject(of) ? of : {}).filter(([name, value]) => says(value) && !hidden.includes(name));
  return (
    <dl class="facts">
      {members.map(([name, value]) => (
        <div key={name} class={isObject(value) || (Array.isArray(value) && value.some(isObject)) ? 'whole' : undefined}>
          <dt>{label(name)}</dt>
          <dd>
            <Fact name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (name === 'status' && typeof value === 'string') return <Status of={value} />;
  if (typeof value === 'string') {
    if (isTime(value)) return <Time at={value} as={short} />;
    return /^[a-z]{3}_[0-9A-Za-z]+$/.test(value) ? <span class="mono">{value}</span> : <>{value}</>;
  }
  if (Array.isArray(value)) {
    if (!value.some(isObject)) return <>{value.join(', ')}</>;
    return (
      <ol class="nested">
        {value.map((each, index) => (
          <li key={index}>
            <Facts of={each} />
          </li>
        ))}
      </ol>
    );
  }
  if (isObject(value)) return <Facts of={value} />;
  return <>{String(value)}</>;
}
