// What a Flink process writes: its standard output (where print() goes) and its log, as files that keep their newest lines.
import { freeze } from '../kernel/freeze.ts';

/** Lines in chunks: full ones are frozen, so that snapshots share them. */
export interface OutputFile {
  chunks: (readonly string[])[];
  last: string[];
  /** Lines that were dropped at the front, for the file would be too long. */
  dropped: number;
}

const CHUNK = 200;
const MOST_CHUNKS = 100;
/** A longer line is cut. */
const LONGEST_LINE = 10_000;

export const newOutput = (): OutputFile => ({ chunks: [], last: [], dropped: 0 });

/** Appends a line (without its newline). */
export function writeLine(file: OutputFile, line: string): void {
  file.last.push(line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line);
  if (file.last.length < CHUNK) return;
  file.chunks.push(freeze(file.last));
  file.last = [];
  if (file.chunks.length > MOST_CHUNKS) file.dropped += file.chunks.shift()?.length ?? 0;
}

/** All lines that are kept, the newest last. */
export function linesOf(file: OutputFile): readonly string[] {
  return [...file.chunks.flat(), ...file.last];
}

/** The file's text. */
export function textOf(file: OutputFile): string {
  const lines = linesOf(file);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

const two = (value: number, width = 2): string => String(value).padStart(width, '0');

/** A line of a log, in the pattern of conf/log4j.properties. */
export function logLine(wallClockMs: number, level: 'INFO' | 'WARN' | 'ERROR', logger: string, text: string): string {
  const at = new Date(wallClockMs);
  const time = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())},${two(at.getUTCMilliseconds(), 3)}`;
  return `${time} ${level.padEnd(5)} ${logger.padEnd(60)} [] - ${text}`;
}
