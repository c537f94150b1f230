// The machine's disk for Flink's tasks: they run on the same machine, and their tables of files lie among the student's.
import type { DiskAnswer, DiskFile, DiskOperation, DiskRequest } from '../../connector/table/disk-messages.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Message, NodeId } from '../../kernel/types.ts';
import { listFolder, makeFolder, NO_ENTRY, nodeAt, removePath, renamePath, writePath } from './files.ts';
import { baseOf, parentOf } from './path.ts';
import type { Machine } from './state.ts';

/** Files that one request may read, and how deep folders are looked into. */
const MOST_FILES = 1_000;
const MOST_NESTED = 20;

export function isDiskRequest(message: Message): message is DiskRequest {
  return message.kind === 'DiskRequest';
}

/** Does what is asked, in order, and answers. */
export function serveDisk(m: Machine, { request, operations }: DiskRequest, from: NodeId): void {
  let files: readonly DiskFile[] | null = [];
  let problem: string | null = null;
  for (const operation of operations) {
    if (operation.do === 'read') files = readAll(m, operation.path);
    else problem ??= write(m, operation);
  }
  const answer: DiskAnswer = { kind: 'DiskAnswer', request, files, problem };
  m.context.send(from, freeze(answer));
}

function readAll(m: Machine, path: string): readonly DiskFile[] | null {
  const node = nodeAt(m, path);
  if (node === null) return null;
  if (node.kind === 'file') return [{ path, text: node.text, modifiedMs: node.modifiedMs }];
  const files: DiskFile[] = [];
  collect(m, path, files, 0);
  return files;
}

function collect(m: Machine, folder: string, files: DiskFile[], depth: number): void {
  for (const name of listFolder(m, folder) ?? []) {
    if (name.startsWith('_') || name.startsWith('.') || files.length >= MOST_FILES || depth > MOST_NESTED) continue;
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    const node = nodeAt(m, path);
    if (node?.kind === 'folder') collect(m, path, files, depth + 1);
    else if (node !== null) files.push({ path, text: node.text, modifiedMs: node.modifiedMs });
  }
}

function write(m: Machine, operation: Exclude<DiskOperation, { do: 'read' }>): string | null {
  switch (operation.do) {
    case 'append': return makeParents(m, operation.path) ?? writePath(m, operation.path, operation.text, true);
    case 'truncate': {
      const node = nodeAt(m, operation.path);
      if (node?.kind !== 'file') return null;
      return writePath(m, operation.path, node.text.slice(0, operation.length), false);
    }
    case 'clear':
      for (const name of listFolder(m, operation.path) ?? []) {
        const path = `${operation.path}/${name}`;
        const node = nodeAt(m, path);
        if (node?.kind === 'file' && !/^[._]/.test(name) && node.modifiedMs < operation.beforeMs) removePath(m, path);
      }
      return null;
    case 'rename': {
      const problem = renamePath(m, operation.from, operation.to);
      return problem === NO_ENTRY ? null : problem;
    }
  }
}

function makeParents(m: Machine, path: string): string | null {
  const parent = parentOf(path);
  if (nodeAt(m, parent) !== null || parent === '/' || baseOf(parent) === '') return null;
  return makeParents(m, parent) ?? makeFolder(m, parent);
}
