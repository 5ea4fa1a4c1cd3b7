// A table on a wide screen, stacked rows on a narrow one.

import type { ComponentChildren } from 'preact';

export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  /** Of a column of buttons, which needs no title on a narrow screen. */
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
