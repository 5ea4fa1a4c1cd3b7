// Refused requests of the last 7 days: expected and received values, and the fix. Unproven requests are only counted.

import type { ApiKey, Page, RefusedRequest } from '../api/types';
import { announce } from '../components/announcer';
import { Card } from '../components/card';
import { Code } from '../components/code';
import { MorePages } from '../components/pages';
import { Empty } from '../components/states';
import { Time } from '../components/time';
import { CODES } from '../generated/codes';
import { shown, withPrefix } from '../logic/traffic';
import { exact, utcDay } from '../logic/time';
import { plural } from '../logic/words';
import type { SectionProps } from './page';

export function Refusals({ application, path, first, reload }: SectionProps & { first: Page<RefusedRequest> }) {
  const refresh = async (): Promise<void> => {
    if (await reload()) announce('Refused requests refreshed');
  };
  const total = first.items.reduce((sum, { count }) => sum + count, 0);
  const kinds = new Set(first.items.map(({ code }) => code)).size;
  return (
    <Card
      title="Refused requests, last 7 days"
      actions={
        <>
          {total > 0 && (
            <span class="muted small">
              {first.hasMore && 'latest: '}
              {plural(kinds, 'kind')}, {plural(total, 'request')}
            </span>
          )}
          <button type="button" class="button plain" aria-label="Refresh refused requests" onClick={() => void refresh()}>
            Refresh
          </button>
        </>
      }
    >
      <MorePages
        path={`${path}/refusals`}
        first={first}
        empty={<Empty title="No refused requests">Refused requests that name a key of this application appear here, with the reason.</Empty>}
      >
        {(rows) => (
          <ul class="refusals">
            {[...rows].sort((one, other) => other.at.localeCompare(one.at)).map((refused) => (
              <Refused key={refused.at + refused.code + refused.proved + refused.requestId} refused={refused} apiKeys={application.apiKeys} />
            ))}
          </ul>
        )}
      </MorePages>
    </Card>
  );
}

/** Codes of claims that differ from the request: the expected value is the received request. */
const OF_REQUEST = ['token_method_mismatch', 'token_uri_mismatch', 'token_body_hash_mismatch'];

/** Adds a readable date to each Unix time in the text. */
const dated = (text: string): string =>
  text.replace(/\b1\d{9}\b/g, (seconds) => `${seconds} (${exact(new Date(Number(seconds) * 1000))})`);

/** Clock difference in seconds above which it is shown. */
const CLOCK = 5;

function Refused({ refused, apiKeys }: { refused: RefusedRequest; apiKeys: readonly ApiKey[] }) {
  if (refused.method === undefined) return <Counted refused={refused} />;
  const apiKey = withPrefix(apiKeys, refused.keyPrefix ?? '');
  const failed = refused.checks.find(({ outcome }) => outcome === 'FAILED');
  const [title, meaning] = CODES[refused.code] ?? [refused.code, ''];
  const signed = OF_REQUEST.includes(refused.code);
  const clock = refused.clockDifferenceSeconds ?? 0;
  return (
    <li>
      <div class="row">
        <span class="badge bad">{refused.code}</span>
        <span class="muted small">
          {refused.count > 1 && `${refused.count} times, `}
          <Time at={refused.at} /> from {refused.sourceIp}
        </span>
      </div>
      <dl class="diff">
        <dt>request</dt>
        <dd>
          {refused.method} {refused.uri}
        </dd>
        {refused.requestId && (
          <>
            <dt>request ID</dt>
            <dd>{refused.requestId}</dd>
          </>
        )}
        {failed?.received && (
          <>
            <dt>{signed ? 'signed' : 'received'}</dt>
            <dd>{dated(failed.received)}</dd>
          </>
        )}
        {failed?.expected && (
          <>
            <dt>{signed ? 'received' : 'expected'}</dt>
            <dd>{dated(failed.expected)}</dd>
          </>
        )}
        <dt>key</dt>
        <dd>{apiKey ? shown(apiKey) : `${refused.keyPrefix}…`}</dd>
        {Math.abs(clock) > CLOCK && (
          <>
            <dt>clock</dt>
            <dd class="words">
              signed {Math.abs(clock)} s {clock > 0 ? 'before' : 'after'} it arrived: check your clock
            </dd>
          </>
        )}
        <dt>mend</dt>
        <dd class="words">
          <Code text={meaning || title} /> <a href={`/reference/errors#${refused.code}`}>More on this code</a>
        </dd>
      </dl>
    </li>
  );
}

/** Count of one day, without details: unproven requests, or proven ones beyond the detailed ones. */
function Counted({ refused }: { refused: RefusedRequest }) {
  return (
    <li>
      <div class="row">
        <span class="badge">{refused.code}</span>
        <span class="muted small">
          {plural(refused.count, 'request')} on <Time at={refused.at} as={utcDay} /> (UTC)
        </span>
      </div>
      <p class="muted small">
        {refused.proved
          ? 'More requests of your services, counted without details.'
          : 'Neither a signature nor an API key proves that your services sent these. Anybody who knows a key’s displayed part can cause them.'}{' '}
        <a href={`/reference/errors#${refused.code}`}>More on this code</a>
      </p>
    </li>
  );
}
