// Declaration of a queue of records that await Nuvera. See `queues.tsx`.

import type { ComponentChildren } from 'preact';
import type { Column } from '../components/table';

/** Possible decision about a record. */
export interface Decision<R> {
  name: string;
  label: string;
  /** Announcement after success. */
  done: string;
  /** Consequence for the partner. */
  means: string;
  danger?: boolean;
  /** Required text field; absent if none is required. */
  note?: { label: string; longest: number };
  method?: 'POST' | 'PUT';
  path: (record: R) => string;
  body?: (note: string) => unknown;
}

export interface Queue<R> {
  /** Its name in addresses. */
  key: string;
  title: string;
  /** Noun for one record. */
  one: string;
  about: string;
  /** Sentence about the event that adds a record. */
  comes: string;
  /** API path of the list. */
  path: string;
  /** Statuses to filter by; the first one awaits Nuvera. */
  statuses: readonly string[];
  columns: readonly Column<R>[];
  rowKey: (record: R) => string;
  name: (record: R) => string;
  organization: (record: R) => string;
  /** Loads the full record if the list lacks details. */
  detail?: (record: R, signal: AbortSignal) => Promise<R>;
  extra?: (record: R) => ComponentChildren;
  /** Members that are not listed, such as those that `extra` shows. */
  hidden?: readonly string[];
  decisions: (record: R) => readonly Decision<R>[];
}
