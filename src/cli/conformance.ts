// `sim play` and `sim conformance`: recorded sessions on the simulator.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Compared, compareSession, type Difference, readRules } from './session/compare.ts';
import { parseSession, type Recorded } from './session/parse.ts';
import { playSession, sessionText } from './session/play.ts';

export const CONFORMANCE = join(import.meta.dirname, '../../conformance');

/** Plays files and prints each completed file; 1 where one can't be read as a session. */
export function play(files: readonly string[]): number {
  let status = 0;
  for (const file of files) {
    const steps = read(file);
    if (steps === null) status = 1;
    else process.stdout.write(sessionText(playSession(steps)));
  }
  return status;
}

function read(file: string): readonly Recorded[] | null {
  if (!existsSync(file)) {
    process.stderr.write(`${file}: there is no such file\n`);
    return null;
  }
  const session = parseSession(readFileSync(file, 'utf8'));
  if (session.kind === 'session') return session.steps;
  process.stderr.write(`${file}:${session.line}: ${session.message}\n`);
  return null;
}

/** The session files below these folders and files, in order. */
function sessionFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => (existsSync(path) && statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => sessionFiles([join(path, name)])) : path.endsWith('.session') || !existsSync(path) ? [path] : []));
}

export interface FileResult extends Compared {
  readonly file: string;
}

/** Compares the files. */
export function compareFiles(paths: readonly string[]): { readonly results: readonly FileResult[]; readonly unread: number } {
  const rules = normalising();
  const { sessions, unread } = readAll(paths);
  return { results: sessions.map(({ file, steps }) => ({ file, ...compareSession(steps, playSession(steps), rules) })), unread };
}

const normalising = (): ReturnType<typeof readRules> => readRules(readFileSync(join(CONFORMANCE, 'normalise.json'), 'utf8'));

function readAll(paths: readonly string[]): { readonly sessions: readonly { readonly file: string; readonly steps: readonly Recorded[] }[]; readonly unread: number } {
  const files = sessionFiles(paths);
  const sessions = files.flatMap((file) => {
    const steps = read(file);
    return steps === null ? [] : [{ file, steps }];
  });
  return { sessions, unread: files.length - sessions.length };
}

/** Compares what the real tools in the folder `bin` show against the simulated cluster, one session after the other at the wall clock's pace. */
async function withRealTools(bin: string, paths: readonly string[]): Promise<number> {
  const { playWithRealTools } = await import('./bridge/real-session.ts');
  const { sessions, unread } = readAll(paths.length === 0 ? [join(CONFORMANCE, 'kafka')] : paths);
  const results: FileResult[] = [];
  for (const { file, steps } of sessions) {
    const result = { file, ...compareSession(steps, await playWithRealTools(steps, bin), normalising()) };
    results.push(result);
    report(result);
  }
  total(results);
  return unread > 0 ? 1 : 0;
}

/** Differences shown of each file. */
const SHOWN = 3;

/** `--tools BIN` before the paths plays them with the real tools of that folder, over the bridge. */
export function conformance(args: readonly string[]): number | Promise<number> {
  const [option, bin, ...rest] = args;
  if (option === '--tools') return bin !== undefined && existsSync(join(bin, 'kafka-topics.sh')) ? withRealTools(bin, rest) : noTools(bin);
  const { results, unread } = compareFiles(args.length === 0 ? [join(CONFORMANCE, 'kafka')] : args);
  for (const result of results) report(result);
  total(results);
  return unread > 0 ? 1 : 0;
}

function noTools(bin: string | undefined): number {
  process.stderr.write(`conformance: --tools needs the folder of Kafka's own tools; ${bin === undefined ? 'none was given' : `${bin} has no kafka-topics.sh`}\n`);
  return 2;
}

function report({ file, equal, lines, differences }: FileResult): void {
  process.stdout.write(`${percent(equal, lines)} ${equal}/${lines} ${file}\n`);
  for (const difference of differences.slice(0, SHOWN)) process.stdout.write(differenceText(difference));
}

function total(results: readonly FileResult[]): void {
  const equal = results.reduce((sum, result) => sum + result.equal, 0);
  const lines = results.reduce((sum, result) => sum + result.lines, 0);
  process.stdout.write(`total ${percent(equal, lines)} ${equal}/${lines} lines of ${results.length} sessions\n`);
}

export function percent(equal: number, lines: number): string {
  return `${(lines === 0 ? 100 : (100 * equal) / lines).toFixed(1)} %`;
}

function differenceText({ at, expected, got }: Difference): string {
  const only = (from: readonly string[], other: readonly string[]): string[] => from.filter((line) => !other.includes(line)).slice(0, 6);
  return `  ${at}\n${only(expected, got).map((line) => `    real ${line}\n`).join('')}${only(got, expected).map((line) => `    here ${line}\n`).join('')}`;
}
