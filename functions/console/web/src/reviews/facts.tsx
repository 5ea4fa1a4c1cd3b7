// All non-empty members of a record, without knowledge of its type.

import { Status } from '../components/badge';
import { Time } from '../components/time';
import { short } from '../logic/time';
import { isName, label, sentence } from '../logic/words';

const isTime = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const says = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/** True for codes that people compare character by character. */
const isCode = (name: string, value: string): boolean =>
  /^[a-z]{3}_[0-9A-Za-z]+$/.test(value) || /iban|bic|accountNumber|routingNumber|registrationNumber|idNumber/i.test(name);
/** True for a name of the contract; a single word only in members that hold names. */
const isWord = (name: string, value: string): boolean => isName(value) || (/type|category|kind/i.test(name) && /^[A-Z]+$/.test(value));
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' });
const isCountry = (name: string, value: string): boolean => /country|nationality/i.test(name) && /^[A-Z]{2}$/.test(value);

/** True for objects and lists of objects, shown last under their own heading. */
const isNested = (value: unknown): boolean => isObject(value) || (Array.isArray(value) && value.some(isObject));

export function Facts({ of, hidden = [] }: { of: unknown; hidden?: readonly string[] }) {
  const members = Object.entries(isObject(of) ? of : {}).filter(([name, value]) => says(value) && !hidden.includes(name));
  const [nested, plain] = [members.filter(([, value]) => isNested(value)), members.filter(([, value]) => !isNested(value))];
  return (
    <dl class="facts">
      {[...plain, ...nested].map(([name, value]) => (
        <div key={name} class={isNested(value) ? 'whole' : undefined}>
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
    if (isCode(name, value)) return <span class="mono">{value}</span>;
    if (isWord(name, value)) return <>{sentence(value)}</>;
    return <>{isCountry(name, value) ? `${COUNTRIES.of(value)} (${value})` : value}</>;
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
