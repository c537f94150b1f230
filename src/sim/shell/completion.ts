// What could complete the word before the cursor: commands, options, topics, groups, files, the cluster's address.
import type { Completion } from '../../bridge/command.ts';
import { builtinNames } from './bash/builtins.ts';
import { CLUSTER_FOLDER, clusterEntry, type Looking } from './disk/cluster-disk.ts';
import { baseOf, parentOf, resolvePath } from './machine/path.ts';
import type { LaptopState } from './machine/state.ts';
import { programNamed, programNames } from './program/list.ts';

export interface ClusterHints {
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  /** The nodes' log directories, which can be completed too; absent where there is no cluster. */
  readonly looking?: Looking;
}

const MAX_CANDIDATES = 200;

/** `cursor` counts UTF-16 units. Candidates are sorted; a folder's name ends with a slash. */
export function complete(state: LaptopState, hints: ClusterHints, tty: string, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const word = /[^\s|&;()<>]*$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  const words = (before.slice(0, from).split(/[|&;(]/).at(-1) ?? '').trim().split(/\s+/).filter((each) => each !== '');
  const fits = (names: readonly string[]): readonly string[] => [...new Set(names.filter((each) => each.startsWith(word)))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, MAX_CANDIDATES);
  const command = words[0];
  if (command === undefined && !word.includes('/') && !/[<>]\s*$/.test(before.slice(0, from))) return { from, candidates: fits([...programNames(), ...builtinNames(), 'bash']) };
  const options = (programNamed(command ?? '')?.options ?? []).map((each) => ({ ...each, name: each.name.startsWith('-') ? each.name : `--${each.name}` }));
  if (word.startsWith('-')) return { from, candidates: fits(options.map((each) => each.name)) };
  const takes = options.find((each) => each.name === words.at(-1))?.takes ?? 'file';
  switch (takes) {
    case 'topic':
      return { from, candidates: fits(hints.topics) };
    case 'group':
      return { from, candidates: fits(hints.groups) };
    case 'bootstrap':
      return { from, candidates: fits(['localhost:9092', 'localhost:9093', 'localhost:9094']) };
    case 'text':
      return { from, candidates: [] };
    case 'nothing':
    case 'file':
      return { from, candidates: fits(paths(state, hints.looking ?? null, tty, word)) };
  }
}

/** Names in the folder that the word points into, spelt as the word is. */
function paths(state: LaptopState, looking: Looking | null, tty: string, word: string): string[] {
  const cut = word.lastIndexOf('/') + 1;
  const typed = word.slice(0, cut);
  const cwd = state.processes[state.ttys[tty]?.leader ?? 0]?.cwd ?? state.home;
  const folder = resolvePath(cwd, typed === '' ? '.' : typed.replace(/^~/, state.home));
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const onCluster = looking === null ? [] : namesOnCluster(looking, folder, word.slice(cut)).map((name) => typed + name);
  const own = Object.entries(state.files).flatMap(([path, node]) => {
    const name = path.slice(prefix.length);
    if (!path.startsWith(prefix) || name === '' || name.includes('/') || (name.startsWith('.') && !word.slice(cut).startsWith('.'))) return [];
    return [`${typed}${name}${node.kind === 'folder' ? '/' : ''}`];
  });
  return [...own, ...onCluster];
}

/** What lies in a folder of the nodes' disks, or the way to them. */
function namesOnCluster(looking: Looking, folder: string, begun: string): string[] {
  if (folder === parentOf(CLUSTER_FOLDER)) return [`${baseOf(CLUSTER_FOLDER)}/`];
  const entry = clusterEntry(looking, folder);
  if (entry?.kind !== 'folder') return [];
  return entry.names.filter((name) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.'))).map((name) => (clusterEntry(looking, `${folder}/${name}`)?.kind === 'folder' ? `${name}/` : name));
}
