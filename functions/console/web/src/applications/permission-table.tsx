// Table of permissions: one row per area, with read and write.

import type { Permission } from '../api/types';
import { AREAS, PRESETS, toggled } from '../logic/permissions';

interface Props {
  value: ReadonlySet<Permission>;
  onChange: (value: Set<Permission>) => void;
}

export function Presets({ onChange }: Pick<Props, 'onChange'>) {
  return (
    <div class="presets" role="group" aria-label="Presets">
      <span class="muted small" aria-hidden="true">
        Presets
      </span>
      {PRESETS.map(({ name, permissions }) => (
        <button key={name} type="button" class="button plain" onClick={() => onChange(new Set(permissions))}>
          {name}
        </button>
      ))}
    </div>
  );
}

export function PermissionTable({ value, onChange }: Props) {
  const box = (permission: Permission, name: string) => (
    <label class="box">
      <input
        type="checkbox"
        aria-label={name}
        checked={value.has(permission)}
        onChange={({ currentTarget }) => onChange(toggled(value, permission, currentTarget.checked))}
      />
    </label>
  );
  return (
    <table class="perm">
      <caption class="hint">Ticking write ticks read: writes read back what they changed.</caption>
      <thead>
        <tr>
          <th scope="col">Area</th>
          <th scope="col">Read</th>
          <th scope="col">Write</th>
        </tr>
      </thead>
      <tbody>
        {AREAS.map(({ name, what, read, write }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              <span class="sub">{what}</span>
            </th>
            <td>{box(read, `${name} read`)}</td>
            <td>{write ? box(write, `${name} write`) : <span class="muted small">read only</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
