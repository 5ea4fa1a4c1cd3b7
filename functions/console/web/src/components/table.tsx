// Table on wide screens, stacked rows on narrow ones.

import type { ComponentChildren } from 'preact';

export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  /** True for a column of buttons, without a title on narrow screens. */
  actions?: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

export function Table<T>({ label, columns, rows, rowKey }: Props<T>) {
  return (
    <div class="scroll">
      <table class="stack" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, actions }) => (
              <th key={title} scope="col">
                {actions ? <span class="hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, cell, actions }) => (
                <td key={title} class={actions ? 'num' : undefined} data-title={actions ? undefined : title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
