// Dialogs that change an application: name, permissions, source IPs.

import { useState } from 'preact/hooks';
import { change } from '../api/change';
import { fieldErrors } from '../api/client';
import type { ApplicationPatch, Permission } from '../api/types';
import { announce } from '../components/announcer';
import { Card } from '../components/card';
import { FormDialog } from '../components/form-dialog';
import { changedName, NameField } from '../components/name-field';
import { difference, ordered } from '../logic/permissions';
import { allows, lines } from '../logic/source-ips';
import { isLive } from '../logic/traffic';
import { useAction } from '../use-action';
import { LastUse } from './last-use';
import type { SectionProps } from './page';
import { PermissionTable, Presets } from './permission-table';
import { SourceIpsField, sourceIpsError } from './source-ips-field';
import { Tags } from './table';

/** Action that sends one change and closes its dialog. */
function usePatch({ application, tag, path, reload }: SectionProps, onClose: () => void) {
  const action = useAction();
  const sending = (body: ApplicationPatch | undefined, done: string) =>
    body &&
    (async () => {
      await change(path, tag, body, reload);
      announce(`${body.name ?? application.name}: ${done}`);
      onClose();
    });
  return { action, sending, wrong: fieldErrors(action.error) };
}

export function Rename(part: SectionProps & { onClose: () => void }) {
  const { onClose, application } = part;
  const [typed, setTyped] = useState(application.name);
  const { action, sending, wrong } = usePatch(part, onClose);
  const name = changedName(typed, application.name);
  return (
    <FormDialog title={`Rename ${application.name}`} label="Rename application" action={action} send={sending(name === undefined ? undefined : { name }, 'renamed')} fields={['/name']} onClose={onClose}>
      <NameField value={typed} hint="Requests do not contain the name, so renaming does not affect them." error={wrong['/name']} onChange={setTyped} />
    </FormDialog>
  );
}

export function Permissions(part: SectionProps) {
  const [open, setOpen] = useState(false);
  return (
    <Card
      title="Permissions"
      actions={
        <button type="button" class="button" onClick={() => setOpen(true)}>
          Change permissions
        </button>
      }
    >
      <div class="body">
        <Tags permissions={part.application.permissions} />
      </div>
      {open && <ChangePermissions {...part} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function ChangePermissions(part: SectionProps & { onClose: () => void }) {
  const { application, onClose } = part;
  const [value, setValue] = useState<ReadonlySet<Permission>>(new Set(application.permissions));
  const { action, sending } = usePatch(part, onClose);
  const { added, removed } = difference(application.permissions, value);
  const changed = added.length + removed.length > 0;
  return (
    <FormDialog
      title={`Change permissions of ${application.name}`}
      label={removed.length > 0 ? 'Remove permissions' : 'Save permissions'}
      danger={removed.length > 0}
      wide
      action={action}
      send={sending(changed ? { permissions: ordered(value) } : undefined, 'permissions saved')}
      onClose={onClose}
    >
      <Presets onChange={setValue} />
      <PermissionTable value={value} onChange={setValue} />
      <div role="status" class="stacked">
        {added.length > 0 && <p>Added: {added.join(', ')}.</p>}
        {removed.length > 0 && (
          <>
            <p>
              Removed: {removed.join(', ')}. Requests that need them are refused immediately, with <code>permission_denied</code>.
            </p>
            <LastUse keys={application.apiKeys} />
          </>
        )}
      </div>
    </FormDialog>
  );
}

export function SourceIps(part: SectionProps) {
  const [open, setOpen] = useState(false);
  const { allowedSourceIps } = part.application;
  return (
    <Card
      title="Source IPs"
      actions={
        <button type="button" class="button" onClick={() => setOpen(true)}>
          Change source IPs
        </button>
      }
    >
      <div class="body">
        {allowedSourceIps.length === 0 ? (
          <p class="muted">Requests may come from any address.</p>
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
      {open && <ChangeSourceIps {...part} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function ChangeSourceIps(part: SectionProps & { onClose: () => void }) {
  const { application, onClose } = part;
  const [text, setText] = useState(application.allowedSourceIps.join('\n'));
  const { action, sending, wrong } = usePatch(part, onClose);
  const blocks = lines(text);
  const seen = new Set(application.apiKeys.filter(isLive).flatMap((key) => key.lastUsedSourceIp ?? []));
  const outside = [...seen].filter((address) => !allows(blocks, address));
  const changed = blocks.join() !== application.allowedSourceIps.join();
  return (
    <FormDialog
      title={`Change source IPs of ${application.name}`}
      label="Save source IPs"
      danger={outside.length > 0 || blocks.length === 0}
      action={action}
      send={sending(changed ? { allowedSourceIps: blocks } : undefined, 'source IPs saved')}
      fields={['/allowedSourceIps']}
      onClose={onClose}
    >
      <SourceIpsField label="Addresses or blocks" value={text} rows={6} error={sourceIpsError(wrong)} onChange={setText} />
      <div role="status">
        {changed && blocks.length === 0 && (
          <p class="notice warn">
            <strong>Requests may then come from any address.</strong> Anybody who has an API key and the private key of this application can use them
            from anywhere.
          </p>
        )}
        {outside.length > 0 && !sourceIpsError(wrong) && (
          <p class="notice warn">
            <strong>{outside.join(', ')} used a key of this application and is not in the list.</strong> Requests from there are refused
            immediately, with <code>source_ip_not_allowed</code>.
          </p>
        )}
      </div>
    </FormDialog>
  );
}
