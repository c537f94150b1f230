// `sim monkey`: random clicks, drags, wheels and keys in a real browser against the built page, seed after seed, until something breaks.
import { chromium } from 'playwright';
import { BROWSER_ARGS, browserPath, servePage, whyNoPage } from '../built-page.ts';
import { type Door, DOORS } from './doors.ts';
import { playMonkey } from './play.ts';

const USAGE = `Usage: npm run -s sim -- monkey [--seeds N] [--from S] [--minutes M] [--acts A] [--door ${DOORS.join('|')}] [--on]
  --minutes M   no new seed after so many minutes
  --on          goes on after what is wrong, and tells each thing once`;
const ACTS = 150;

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly minutes: number;
  readonly acts: number;
  readonly door: Door | null;
  readonly on: boolean;
}

/** Plays the seeds; prints one line each, and for a failing one what was wrong, the acts before, and the command that plays it again. Returns the exit status. */
export async function monkey(args: readonly string[], print: (line: string) => void = console.log): Promise<number> {
  const options = optionsOf(args);
  if (options === null) {
    print(USAGE);
    return 2;
  }
  const missing = whyNoPage();
  const executablePath = browserPath();
  if (missing !== null || executablePath === null) {
    print(`monkey: ${missing}`);
    return 2;
  }
  const served = await servePage();
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS] });
  const until = performance.now() + options.minutes * 60_000;
  let failed = 0;
  let acts = 0;
  let played = 0;
  try {
    for (let seed = options.from; seed < options.from + options.seeds && performance.now() < until; seed += 1) {
      const result = await playMonkey(browser, served.url, seed, options);
      acts += result.acts;
      played += 1;
      print(`Seed ${seed} (${result.about}): ${result.acts} acts, ${result.failures.length === 0 ? 'nothing wrong' : 'and this is wrong:'}`);
      if (result.failures.length === 0) continue;
      failed += 1;
      for (const failure of result.failures) {
        for (const line of failure.wrong) print(`  at act ${failure.act}: ${line}`);
        print(`    after ${failure.trail.join('; ')}`);
      }
      print(`  Play it again: npm run -s sim -- monkey --seeds 1 --from ${seed}${options.acts === ACTS ? '' : ` --acts ${options.acts}`}${options.door === null ? '' : ` --door ${options.door}`}${options.on ? ' --on' : ''}`);
      if (!options.on) return 1;
    }
  } finally {
    await browser.close();
    served.close();
  }
  print(`${played} seeds from ${options.from}: ${acts} acts, ${failed === 0 ? 'no error, no broken layout, no focus lost' : `${failed} seeds failed`}.`);
  return failed === 0 ? 0 : 1;
}

function optionsOf(args: readonly string[]): Options | null {
  let options: Options = { seeds: 1, from: 1, minutes: Number.POSITIVE_INFINITY, acts: ACTS, door: null, on: false };
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at];
    if (name === '--on') {
      options = { ...options, on: true };
      continue;
    }
    const value = args[(at += 1)];
    if (name === '--door') {
      const door = DOORS.find((known) => known === value);
      if (door === undefined) return null;
      options = { ...options, door };
      continue;
    }
    const number = Number(value);
    if (value === undefined || !Number.isFinite(number) || number <= 0) return null;
    if (name === '--minutes') options = { ...options, minutes: number, seeds: Number.MAX_SAFE_INTEGER };
    else if ((name === '--seeds' || name === '--from' || name === '--acts') && Number.isInteger(number)) options = { ...options, [name.slice(2)]: number };
    else return null;
  }
  return options;
}
