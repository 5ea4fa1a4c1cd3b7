// A signed request of this application's, to copy: for who comes back after the key was stored.

import { useState } from 'preact/hooks';
import { Card } from '../components/card';
import { isLive } from '../logic/traffic';
import { envName, programs } from '../snippets';
import type { Part } from './page';
import { Programs } from './programs';

export function FirstCall({ application }: Part) {
  const [open, setOpen] = useState(false);
  const newest = application.apiKeys.filter(isLive).at(-1);
  if (!newest) return null;
  const env = envName(application.name, newest.lastFour);
  return (
    <Card
      title="A signed request"
      actions={
        <button type="button" class="button plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide' : 'Show for curl, Node, Python, Go'}
        </button>
      }
    >
      {open && (
        <div class="body">
          <p class="muted">
            The programs read <code>{env}</code>, which was offered with the API key: it holds the key, and names the file with the private key.
          </p>
          <Programs programs={programs(application.permissions, env)} />
        </div>
      )}
    </Card>
  );
}
