// The same jobs on a real Flink beside the simulator: a Java program with a MiniCluster, built against the installation that FLINK_HOME names.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './kernel.ts';

/** What one job did, on either side. */
export interface JobFigures {
  readonly recordsPerSecond: number;
  /** Records for a second of processor time, of all threads together: what a busy machine does not change. */
  readonly recordsPerCpuSecond: number;
  /** Wall milliseconds from the job's description to its first row in the client's hands; null where it has none. */
  readonly firstRowMs: number | null;
}

/** What the real Flink is to run. */
export type RealWork =
  | { readonly kind: 'datastream'; readonly name: string; readonly records: number; readonly keys: number }
  | { readonly kind: 'sql'; readonly name: string; readonly records: number; readonly tables: readonly string[]; readonly insert: string; readonly select: string };

const PROGRAM = fileURLToPath(new URL('FlinkBench.java', import.meta.url));
/** Packages that Flink opens to itself in its own scripts. */
const OPENED = ['net', 'util', 'io', 'lang', 'lang.reflect', 'text', 'time', 'nio', 'util.concurrent', 'util.concurrent.atomic', 'util.concurrent.locks'];
const LONGEST_MS = 3_600_000;
const MOST_OUTPUT = 1 << 26;

/** Figures by the work's name; or a line that says why there are none. */
export function onRealFlink(work: readonly RealWork[]): Readonly<Record<string, JobFigures>> | string {
  const home = process.env['FLINK_HOME'] ?? '';
  if (home === '') return 'real-flink figures: set FLINK_HOME to an installation of Flink 2.2 (with its lib folder), and have java and javac on the PATH';
  const folder = mkdtempSync(join(tmpdir(), 'flink-bench-'));
  try {
    const classPath = `${join(home, 'lib')}/*`;
    execFileSync('javac', ['-nowarn', '-cp', classPath, '-d', folder, PROGRAM], { stdio: ['ignore', 'ignore', 'pipe'] });
    writeFileSync(join(folder, 'work'), work.map(block).join(''));
    const opens = OPENED.flatMap((name) => ['--add-opens', `java.base/java.${name}=ALL-UNNAMED`]);
    const out = execFileSync('java', [...opens, '-Xmx2g', '-Dlog4j2.level=OFF', '-cp', `${folder}:${classPath}`, 'FlinkBench', join(folder, 'work')], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: LONGEST_MS, maxBuffer: MOST_OUTPUT });
    return Object.fromEntries(out.split('\n').flatMap((line) => realFigures(line, work)));
  } catch (problem) {
    return `real-flink figures: ${problem instanceof Error ? problem.message.split('\n').slice(0, 12).join(' ') : String(problem)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line `name seconds first-row-ms cpu-seconds` of the program. */
function realFigures(line: string, work: readonly RealWork[]): [string, JobFigures][] {
  const [name = '', seconds, firstRow, cpuSeconds] = line.split(' ');
  const one = work.find((candidate) => candidate.name === name);
  if (one === undefined || seconds === undefined || firstRow === undefined) return [];
  return [[name, { recordsPerSecond: one.records / Number(seconds), recordsPerCpuSecond: one.records / Number(cpuSeconds), firstRowMs: firstRow === 'none' ? null : Number(firstRow) }]];
}

/** As FlinkBench reads it: statements behind lines of signs. */
function block(work: RealWork): string {
  if (work.kind === 'datastream') return `=== datastream ${work.name} ${work.records} ${work.keys}\n`;
  return `=== sql ${work.name}\n${[...work.tables, work.insert, work.select].map((text) => `--- statement\n${text}\n`).join('')}`;
}

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);

/** A job's figures, and beside them the real one's and how many times as fast the simulator is. */
export function beside(name: string, simulated: JobFigures, real: JobFigures | undefined): Figure[] {
  const figures: Figure[] = [{ name, value: rounded(simulated.recordsPerSecond), unit: 'records/s' }];
  if (simulated.firstRowMs !== null) figures.push({ name: `${name}-first-row`, value: rounded(simulated.firstRowMs), unit: 'ms' });
  if (real === undefined) return figures;
  figures.push(
    { name: `${name}-real`, value: rounded(real.recordsPerSecond), unit: 'records/s' },
    { name: `${name}-to-real`, value: rounded(simulated.recordsPerSecond / real.recordsPerSecond), unit: 'times' },
    { name: `${name}-cpu-to-real`, value: rounded(simulated.recordsPerCpuSecond / real.recordsPerCpuSecond), unit: 'times' },
  );
  if (simulated.firstRowMs === null || real.firstRowMs === null) return figures;
  return [...figures, { name: `${name}-first-row-real`, value: rounded(real.firstRowMs), unit: 'ms' }, { name: `${name}-first-row-to-real`, value: rounded(real.firstRowMs / simulated.firstRowMs), unit: 'times sooner' }];
}

/** Seconds that work takes: of the wall clock, and of the processor. */
export function timed<T>(work: () => T): { readonly seconds: number; readonly cpuSeconds: number; readonly value: T } {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6, value };
}

/** The better of the runs; `firstRowSeconds` null where no row came. */
export function figuresOf(records: number, runs: readonly { readonly seconds: number; readonly cpuSeconds: number }[], firstRowSeconds: number | null): JobFigures {
  return {
    recordsPerSecond: records / Math.min(...runs.map(({ seconds }) => seconds)), recordsPerCpuSecond: records / Math.min(...runs.map(({ cpuSeconds }) => cpuSeconds)),
    firstRowMs: firstRowSeconds === null ? null : firstRowSeconds * 1_000,
  };
}
