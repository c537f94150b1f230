// What tasks ask the disk of the machine that they run on: the student's machine keeps its files, and answers.
import type { Message, NodeId } from '../../kernel/types.ts';

/** Whose disk it is. */
export const DISK: NodeId = 'laptop';

export type DiskOperation =
  /** A file, or all files of a folder and the folders in it; names that begin with `_` or `.` are passed over. */
  | { readonly do: 'read'; readonly path: string }
  /** At the file's end; it and its folders are made where they are missing. */
  | { readonly do: 'append'; readonly path: string; readonly text: string }
  /** To so many UTF-16 units; what comes later is cut off. */
  | { readonly do: 'truncate'; readonly path: string; readonly length: number }
  /** Takes the files of a folder away that are older, but not hidden ones. */
  | { readonly do: 'clear'; readonly path: string; readonly beforeMs: number }
  /** A file that is no longer there was renamed before. */
  | { readonly do: 'rename'; readonly from: string; readonly to: string };

export interface DiskRequest extends Message {
  readonly kind: 'DiskRequest';
  readonly request: number;
  readonly operations: readonly DiskOperation[];
}

export interface DiskFile {
  readonly path: string;
  readonly text: string;
  readonly modifiedMs: number;
}

export interface DiskAnswer extends Message {
  readonly kind: 'DiskAnswer';
  readonly request: number;
  /** What was read; null where the path does not exist. */
  readonly files: readonly DiskFile[] | null;
  /** What went wrong with writing, as the C library words it; null for nothing. */
  readonly problem: string | null;
}
