// What a queue of records is made of that wait for Nuvera. A queue is a declaration: see `queues.tsx`.

import type { ComponentChildren } from 'preact';
import type { Column } from '../components/table';

/** Something that can be decided of a record. */
export interface Decision<R> {
  name: string;
  label: string;
  /** What is said of the record when it was done. */
  done: string;
  /** What follows of it, for the partner. */
  means: string;
  danger?: boolean;
  /** What is asked for beside it; absent where nothing is. */
  note?: { label: string; longest: number };
  method?: 'POST' | 'PUT';
  path: (record: R) => string;
  body?: (note: string) => unknown;
}

export interface Queue<R> {
  /** Its name in addresses. */
  key: string;
  title: string;
  /** What one record is called. */
  one: string;
  about: string;
  /** What brings a record into the queue. */
  comes: string;
  /** Where the API lists the records. */
  path: string;
  /** What the list can be asked for, the one that waits for Nuvera first. */
  statuses: readonly string[];
  columns: readonly Column<R>[];
  rowKey: (record: R) => string;
  name: (record: R) => string;
  organization: (record: R) => string;
  /** What is shown to decide by; read anew where the list does not say all. */
  detail?: (record: R, signal: AbortSignal) => Promise<R>;
  extra?: (record: R) => ComponentChildren;
  /** Members that `extra` shows in its own way. */
  hidden?: readonly string[];
  decisions: (record: R) => readonly Decision<R>[];
}
