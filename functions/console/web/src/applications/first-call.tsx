// Example of a signed request of this application, available after its key was stored.

import { useState } from 'preact/hooks';
import { Card } from '../components/card';
import { isLive } from '../logic/traffic';
import { envName, programs } from '../snippets';
import type { SectionProps } from './page';
import { Programs } from './programs';

export function FirstCall({ application }: SectionProps) {
  const [open, setOpen] = useState(false);
  const newest = application.apiKeys.filter(isLive).at(-1);
  if (!newest) return null;
  const env = envName(application.name, newest.lastFour);
  return (
    <Card
      title="Example of a signed request"
      actions={
        <button type="button" class="button plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide' : 'Show for curl, Node, Python, Go'}
        </button>
      }
    >
      {open && (
        <div class="body">
          <p class="muted">
            The programs read <code>{env}</code>, the file that was offered with the API key. It holds the API key and names the private key's file.
          </p>
          <Programs programs={programs(application.permissions, env)} />
        </div>
      )}
    </Card>
  );
}
