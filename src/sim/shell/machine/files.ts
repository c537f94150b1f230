// The small disk of the student's machine: paths in one flat table. Errors are values, worded as the C library does.
import { CLUSTER_FOLDER, clusterEntry, isOnCluster } from '../disk/cluster-disk.ts';
import type { DiskEntry, LogFile } from '../disk/entry.ts';
import type { FileStat } from '../program.ts';
import { parentOf, byteLength } from './path.ts';
import type { FileNode, Machine } from './state.ts';
import { installedNames, installedScript, isInstalled } from './tool-folder.ts';

/** How much the disk holds, in UTF-16 units, and how many files and folders. */
const DISK_LIMIT = 16 * 1_048_576;
const MAX_FILES = 2_000;

export const NO_SPACE = 'No space left on device';
export const NO_ENTRY = 'No such file or directory';

/** What nobody but the nodes of the cluster may change. */
const DENIED = 'Permission denied';

function onCluster(m: Machine, path: string): DiskEntry | null {
  const { context } = m;
  return clusterEntry({ disks: context.disks(), now: context.now, bornMs: context.wallClockMs - Math.floor(context.now / 1000) }, path);
}

/** The log, index or metadata log that a path names, for the tool that decodes it. */
export function logFileAt(m: Machine, path: string): LogFile | null {
  const entry = onCluster(m, path);
  return entry?.kind === 'file' ? entry.log : null;
}

function nodeOf(entry: DiskEntry): FileNode {
  if (entry.kind === 'folder') return { kind: 'folder', modifiedMs: entry.modifiedMs };
  return {
    kind: 'file', modifiedMs: entry.modifiedMs, executable: false, bytes: entry.bytes,
    get text() {
      return entry.text();
    },
  };
}

export function nodeAt(m: Machine, path: string): FileNode | null {
  if (isOnCluster(path)) {
    const entry = onCluster(m, path);
    return entry === null ? null : nodeOf(entry);
  }
  if (isInstalled(path)) return installedNode(path);
  return Object.hasOwn(m.state.files, path) ? (m.state.files[path] ?? null) : null;
}

function installedNode(path: string): FileNode | null {
  const text = installedScript(path);
  if (text !== null) return { kind: 'file', text, modifiedMs: 0, executable: true };
  return installedNames(path) === null ? null : { kind: 'folder', modifiedMs: 0 };
}

export function statPath(m: Machine, path: string): FileStat | null {
  const node = nodeAt(m, path);
  if (node === null) return ['/dev/null', '/dev/tty', '/dev/zero'].includes(path) ? { kind: 'file', bytes: 0, modifiedMs: 0 } : null;
  return { kind: node.kind, bytes: node.kind === 'file' ? (node.bytes ?? byteLength(node.text)) : 4096, modifiedMs: node.modifiedMs, ...(node.kind === 'file' && node.executable ? { executable: true } : {}) };
}

/** The names in a folder, sorted by code point; null where it is none. */
export function listFolder(m: Machine, path: string): string[] | null {
  if (isOnCluster(path)) {
    const entry = onCluster(m, path);
    return entry?.kind === 'folder' ? [...entry.names] : null;
  }
  if (isInstalled(path)) return installedNames(path);
  if (nodeAt(m, path)?.kind !== 'folder') return null;
  const prefix = path === '/' ? '/' : `${path}/`;
  const names: string[] = path === parentOf(CLUSTER_FOLDER) && onCluster(m, CLUSTER_FOLDER) !== null ? [CLUSTER_FOLDER.slice(path.length + 1)] : path === '/' ? ['opt'] : [];
  for (const each of Object.keys(m.state.files)) {
    if (each.startsWith(prefix) && each.length > prefix.length && !each.includes('/', prefix.length)) names.push(each.slice(prefix.length));
  }
  return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function writePath(m: Machine, path: string, text: string, append: boolean): string | null {
  if (path === '/dev/null') return null;
  const found = nodeAt(m, path);
  if (found?.kind === 'folder') return 'Is a directory';
  if (isOnCluster(path) || isInstalled(path)) return DENIED;
  const problem = missingParent(m, path);
  if (problem !== null) return problem;
  const used = usedSpace(m);
  const more = text.length - (append || found === null ? 0 : found.text.length);
  if (used.units + Math.max(0, more) > DISK_LIMIT) return NO_SPACE;
  const modifiedMs = m.context.wallClockMs;
  if (found === null) {
    if (used.files >= MAX_FILES) return NO_SPACE;
    m.state.files[path] = { kind: 'file', text, modifiedMs, executable: false };
    used.files += 1;
    used.units += more;
    return null;
  }
  found.text = append ? found.text + text : text;
  found.modifiedMs = modifiedMs;
  used.units += more;
  return null;
}

function usedSpace(m: Machine): NonNullable<Machine['used']> {
  if (m.used !== null) return m.used;
  const used = { units: 0, files: 0 };
  for (const node of Object.values(m.state.files)) {
    used.files += 1;
    if (node.kind === 'file') used.units += node.text.length;
  }
  m.used = used;
  return used;
}

function missingParent(m: Machine, path: string): string | null {
  const parent = nodeAt(m, parentOf(path));
  return parent === null ? NO_ENTRY : parent.kind === 'folder' ? null : 'Not a directory';
}

export function makeFolder(m: Machine, path: string): string | null {
  if (nodeAt(m, path) !== null) return 'File exists';
  if (isOnCluster(path) || isInstalled(path)) return DENIED;
  const problem = missingParent(m, path);
  if (problem !== null) return problem;
  if (Object.keys(m.state.files).length >= MAX_FILES) return NO_SPACE;
  m.used = null;
  m.state.files[path] = { kind: 'folder', modifiedMs: m.context.wallClockMs };
  return null;
}

/** Removes a file or an empty folder. */
export function removePath(m: Machine, path: string): string | null {
  const found = nodeAt(m, path);
  if (found === null) return NO_ENTRY;
  if (isOnCluster(path) || isInstalled(path)) return DENIED;
  if (found.kind === 'folder' && (listFolder(m, path)?.length ?? 0) > 0) return 'Directory not empty';
  if (path === '/' || path === m.state.home) return 'Device or resource busy';
  delete m.state.files[path];
  m.used = null;
  return null;
}

export function renamePath(m: Machine, from: string, to: string): string | null {
  const found = nodeAt(m, from);
  if (found === null) return NO_ENTRY;
  if (from === to) return null;
  if (isOnCluster(from) || isOnCluster(to) || isInstalled(from) || isInstalled(to)) return DENIED;
  const problem = missingParent(m, to);
  if (problem !== null) return problem;
  if (to.startsWith(`${from}/`)) return 'Invalid argument';
  const target = nodeAt(m, to);
  if (target !== null && target.kind !== found.kind) return target.kind === 'folder' ? 'Is a directory' : 'Not a directory';
  if (target?.kind === 'folder' && (listFolder(m, to)?.length ?? 0) > 0) return 'Directory not empty';
  m.used = null;
  for (const path of Object.keys(m.state.files)) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    const node = m.state.files[path];
    delete m.state.files[path];
    if (node !== undefined) m.state.files[to + path.slice(from.length)] = node;
  }
  return null;
}
