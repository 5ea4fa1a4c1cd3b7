// Switch that requires tokens to name the headers that change a request's effect.

import { useState } from 'preact/hooks';
import { call } from '../api/client';
import type { ApplicationPatch } from '../api/types';
import { Card } from '../components/card';
import { Confirm } from '../components/confirm';
import { LastUse } from './last-use';
import type { SectionProps } from './page';

const HEADERS = (
  <>
    <code>idempotency-key</code>, <code>if-match</code> and <code>content-type</code>
  </>
);

export function SignedHeaders({ application, path, reload }: SectionProps) {
  const [open, setOpen] = useState(false);
  const required = application.requireSignedHeaders;
  const change = async (): Promise<void> => {
    const body: ApplicationPatch = { requireSignedHeaders: !required };
    await call('PATCH', path, { body });
    await reload();
  };
  return (
    <Card title="Signed headers">
      <div class="body row spread">
        <p class="muted">
          {required ? <>Required: tokens must name each of {HEADERS} that the request sends.</> : <>Not required: tokens may name {HEADERS}.</>}{' '}
          <a href="/reference/signing">How headers are signed</a>
        </p>
        <button type="button" class={required ? 'button' : 'button danger'} onClick={() => setOpen(true)}>
          {required ? 'Stop requiring signed headers' : 'Require signed headers'}
        </button>
      </div>
      {open && (
        <Confirm
          title={required ? `Stop requiring signed headers for ${application.name}?` : `Require signed headers for ${application.name}?`}
          label={required ? 'Stop requiring signed headers' : 'Require signed headers'}
          done={required ? 'signed headers no longer required' : 'signed headers required'}
          safe={required}
          onClose={() => setOpen(false)}
          work={change}
        >
          {required ? (
            <p>Requests with unsigned headers are accepted again immediately.</p>
          ) : (
            <>
              <LastUse keys={application.apiKeys} />
              <p>
                Requests that send one of {HEADERS} without naming it in their token are refused immediately, with{' '}
                <code>token_header_unsigned</code>.
              </p>
            </>
          )}
        </Confirm>
      )}
    </Card>
  );
}
