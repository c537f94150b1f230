// Terminals and their lines.
import type { TtyLineRecord, TtyRecord, WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { LaptopState, Tty } from '../sim/shell/machine/state.ts';
import { endLine } from '../sim/shell/machine/tty.ts';
import { editsItself, foregroundOf, historyOf } from '../sim/shell/session.ts';
import { laptopOf } from './cluster.ts';

/** Lines of each terminal that the page gets. */
const LINES = 600;
const HISTORY = 200;

/** Full chunks of lines never change, so their records are made once. */
const made = new WeakMap<readonly string[], readonly TtyLineRecord[]>();

/** The terminals, and where they are asked for their lines. */
export function terminalRecords(world: KernelState, withLines = true): WorldRecord[] {
  const laptop = laptopOf(world);
  if (laptop === null) return [];
  return Object.values(laptop.ttys).flatMap((tty): WorldRecord[] => {
    const lines = linesOf(tty);
    const end = endLine(tty);
    const record: TtyRecord = {
      kind: 'tty', id: `tty/${tty.name}`, tty: tty.name, columns: tty.columns, rows: tty.rows, firstLine: lines[0]?.line ?? end, endLine: end + 1, waiting: tty.waiting, foreground: foregroundOf(laptop, tty.name),
      history: historyOf(laptop, tty.name).slice(-HISTORY), ...(editsItself(laptop, tty.name) ? { edits: true as const } : {}), ...keyModeOf(laptop, tty),
    };
    if (!withLines) return [record];
    // The unfinished line: what was written without a newline, and the prompt behind it.
    return [record, ...lines, { kind: 'line', id: `line/${tty.name}/${end}`, tty: tty.name, line: end, text: tty.partial + tty.prompt }];
  });
}

/** A terminal whose foreground reads single keys, and the screen that it shows. */
function keyModeOf(laptop: LaptopState, tty: Tty): Pick<TtyRecord, 'keys' | 'screen'> {
  const reader = laptop.processes[tty.keyReader];
  if (reader === undefined || reader.status !== 'running' || reader.pgid !== tty.foreground) return {};
  return { keys: true, ...(tty.screen === null ? {} : { screen: tty.screen }) };
}

/** A line that was ended never changes: the records are made anew when there is another one. */
const madeLines = new WeakMap<Tty, { readonly stamp: string; readonly lines: readonly TtyLineRecord[] }>();

function linesOf(tty: Tty): readonly TtyLineRecord[] {
  const stamp = `${tty.firstLine},${tty.chunks.length},${tty.lines.length}`;
  const known = madeLines.get(tty);
  if (known?.stamp === stamp) return known.lines;
  const lines = makeLines(tty, known?.lines ?? []);
  madeLines.set(tty, { stamp, lines });
  return lines;
}

function makeLines(tty: Tty, before: readonly TtyLineRecord[]): readonly TtyLineRecord[] {
  const out: TtyLineRecord[] = [];
  const first = before[0]?.line ?? 0;
  let number = tty.firstLine;
  for (const chunk of tty.chunks) {
    out.push(...chunkRecords(tty.name, chunk, number));
    number += chunk.length;
  }
  for (const text of tty.lines) {
    const known = before[number - first];
    out.push(known?.line === number && known.text === text ? known : { kind: 'line', id: `line/${tty.name}/${number}`, tty: tty.name, line: number, text });
    number += 1;
  }
  return out.slice(-LINES);
}

function chunkRecords(tty: string, chunk: readonly string[], first: number): readonly TtyLineRecord[] {
  const known = made.get(chunk);
  if (known !== undefined && known[0]?.line === first) return known;
  const records = chunk.map((text, index): TtyLineRecord => ({ kind: 'line', id: `line/${tty}/${first + index}`, tty, line: first + index, text }));
  made.set(chunk, records);
  return records;
}
