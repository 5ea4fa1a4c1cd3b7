// What can be changed of an application: its name, its permissions, where it may be used from.

import { useState } from 'preact/hooks';
import { call, fieldErrors } from '../api/client';
import type { ApplicationPatch, Permission } from '../api/types';
import { announce } from '../components/announcer';
import { Card } from '../components/card';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { Failure } from '../components/notice';
import { change, ordered } from '../logic/permissions';
import { allows, lines } from '../logic/source-ips';
import { isLive } from '../logic/traffic';
import { useAction } from '../use-action';
import { LastUse } from './last-use';
import type { Part } from './page';
import { PermissionTable, Presets } from './permission-table';
import { Tags } from './table';
import type { ComponentChildren } from 'preact';

interface EditorProps extends Part {
  title: string;
  label: string;
  danger?: boolean;
  wide?: boolean;
  body: ApplicationPatch | undefined;
  onClose: () => void;
  children: (wrong: Record<string, string>) => ComponentChildren;
}

/** A dialog that sends one change. */
function Editor({ path, reload, title, label, danger = false, wide = false, body, onClose, children }: EditorProps) {
  const action = useAction();
  const save = (event: Event): void => {
    event.preventDefault();
    if (!body) return;
    action.run(async () => {
      await call('PATCH', path, { body });
      reload();
      announce('Saved');
      onClose();
    });
  };
  return (
    <Dialog title={title} wide={wide} onClose={onClose}>
      <form class="stacked" onSubmit={save}>
        {children(fieldErrors(action.error))}
        <Failure error={action.error} fields={['/name', '/allowedSourceIps']} />
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={danger ? 'button danger' : 'button primary'} disabled={!body || action.busy}>
            {label}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function Rename(part: Part & { onClose: () => void }) {
  const [name, setName] = useState(part.application.name);
  const changed = name.trim() !== '' && name.trim() !== part.application.name;
  return (
    <Editor {...part} title="Rename" label="Rename" body={changed ? { name: name.trim() } : undefined}>
      {(wrong) => (
        <Field label="Name" hint="Requests do not carry it: renaming disturbs nothing." error={wrong['/name']}>
          {(attributes) => (
            <input {...attributes} type="text" maxLength={100} autoComplete="off" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
          )}
        </Field>
      )}
    </Editor>
  );
}

export function Permissions(part: Part) {
  const [asked, setAsked] = useState(false);
  return (
    <Card
      title="Permissions"
      actions={
        <button type="button" class="button" aria-label="Change permissions" onClick={() => setAsked(true)}>
          Change
        </button>
      }
    >
      <div class="body">
        <Tags permissions={part.application.permissions} />
      </div>
      {asked && <ChangePermissions {...part} onClose={() => setAsked(false)} />}
    </Card>
  );
}

function ChangePermissions(part: Part & { onClose: () => void }) {
  const { application } = part;
  const [value, setValue] = useState<ReadonlySet<Permission>>(new Set(application.permissions));
  const { added, removed } = change(application.permissions, value);
  const changed = added.length + removed.length > 0;
  return (
    <Editor
      {...part}
      title="Change permissions"
      label={removed.length > 0 ? 'Take permissions away' : 'Save permissions'}
      danger={removed.length > 0}
      wide
      body={changed ? { permissions: ordered(value) } : undefined}
    >
      {() => (
        <>
          <Presets onChange={setValue} />
          <PermissionTable value={value} onChange={setValue} />
          <div role="status" class="stacked">
            {added.length > 0 && <p class="small">Added: {added.join(', ')}</p>}
            {removed.length > 0 && (
              <>
                <p class="small">
                  Taken away: {removed.join(', ')}. Requests that need them are refused from the next one on, with <code>permission_denied</code>.
                </p>
                <LastUse keys={application.apiKeys} />
              </>
            )}
          </div>
        </>
      )}
    </Editor>
  );
}

export function SourceIps(part: Part) {
  const [asked, setAsked] = useState(false);
  const { allowedSourceIps } = part.application;
  return (
    <Card
      title="Source addresses"
      actions={
        <button type="button" class="button" aria-label="Change source addresses" onClick={() => setAsked(true)}>
          Change
        </button>
      }
    >
      <div class="body">
        {allowedSourceIps.length === 0 ? (
          <p class="muted">Requests may come from anywhere.</p>
        ) : (
          <span class="tags">
            {allowedSourceIps.map((block) => (
              <span key={block} class="tag">
                {block}
              </span>
            ))}
          </span>
        )}
      </div>
      {asked && <ChangeSourceIps {...part} onClose={() => setAsked(false)} />}
    </Card>
  );
}

function ChangeSourceIps(part: Part & { onClose: () => void }) {
  const { application } = part;
  const [text, setText] = useState(application.allowedSourceIps.join('\n'));
  const blocks = lines(text);
  const seen = new Set(application.apiKeys.filter(isLive).flatMap((key) => key.lastUsedSourceIp ?? []));
  const outside = [...seen].filter((address) => !allows(blocks, address));
  const changed = blocks.join() !== application.allowedSourceIps.join();
  return (
    <Editor
      {...part}
      title="Change source addresses"
      label="Save source addresses"
      danger={outside.length > 0}
      body={changed ? { allowedSourceIps: blocks } : undefined}
    >
      {(wrong) => (
        <>
          <Field
            label="Addresses or blocks, one a line"
            hint="IPv4 and IPv6, such as 203.0.113.0/24 or 2001:db8::/48. Empty: from anywhere."
            error={Object.entries(wrong).find(([pointer]) => pointer.startsWith('/allowedSourceIps'))?.[1]}
          >
            {(attributes) => (
              <textarea {...attributes} rows={6} spellcheck={false} value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
            )}
          </Field>
          <div role="status">
            {outside.length > 0 && (
              <p class="notice warn">
                <strong>{outside.join(', ')} used a key of this application and is not in the list.</strong> Requests from there are refused from the next
                one on, with <code>source_ip_not_allowed</code>.
              </p>
            )}
          </div>
        </>
      )}
    </Editor>
  );
}
