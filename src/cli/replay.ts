// `sim replay FILE`: lives again what a report of a break holds, and says whether it breaks here too.
import { readFileSync } from 'node:fs';
import { readSavedRun } from '../sim/saved-run.ts';
import { Timeline } from '../sim/timeline.ts';
import { realWorld } from '../sim/world.ts';

const USAGE = 'Usage: npm run -s sim -- replay FILE    FILE is a report that the page saved when something broke, or a saved run';
/** A report without an instant is lived so far beyond its last act, in virtual microseconds. */
const BEYOND_US = 60_000_000;

/** Returns the exit status: 0 where the run goes through, 1 where it breaks, 2 where there is none to read. */
export function replay(args: readonly string[], print: (line: string) => void = console.log): number {
  const [file] = args;
  if (file === undefined || args.length > 1) {
    print(USAGE);
    return 2;
  }
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (problem) {
    print(`${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
    return 2;
  }
  const holds = (name: string): unknown => (typeof report === 'object' && report !== null && name in report ? (report as Readonly<Record<string, unknown>>)[name] : undefined);
  const read = readSavedRun(holds('run') ?? report);
  if (read.kind === 'problems') {
    for (const problem of read.problems) print(`${file}: ${problem}`);
    return 2;
  }
  const problem = holds('problem');
  if (typeof problem === 'string') print(`It was told: ${problem.split('\n')[0] ?? ''}`);
  const at = holds('atUs');
  const last = read.run.inputs.at(-1)?.atUs ?? 0;
  const until = typeof at === 'number' ? Math.max(at, last) : last + BEYOND_US;
  try {
    const timeline = Timeline.open(realWorld, read.run);
    timeline.advance(until);
    print(`It goes through here, to ${(until / 1_000_000).toFixed(3)} s: the world's hash is ${timeline.hash()}.`);
    return 0;
  } catch (error) {
    print(`It breaks here too: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}
