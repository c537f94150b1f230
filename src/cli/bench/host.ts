// Figures of a page that is kept and handed on: how soon a cluster is seen without a network, and how long a package for an LMS takes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { BROWSER_ARGS, browserPath, servePage, whyNoPage } from '../built-page.ts';
import { scorm } from '../scorm.ts';
import type { Figure } from './kernel.ts';

const STARTS = 5;
const PATIENCE_MS = 60_000;
const LESSONS = ['kafka/3-kafka/07-topic-is-a-log', 'kafka/3-kafka/11-consumer-groups'];

/** The figures, or one line that says why there are none. The page must have been built. */
export async function benchHost(): Promise<readonly Figure[] | string> {
  const missing = whyNoPage();
  const executablePath = browserPath();
  if (missing !== null || executablePath === null) return `host figures: ${missing}`;
  return [...(await coldStarts(executablePath)), await packaging()];
}

/** After one visit the host is gone, and the page is opened anew. */
async function coldStarts(executablePath: string): Promise<Figure[]> {
  const served = await servePage(() => undefined);
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS] });
  try {
    const context = await browser.newContext();
    const first = await context.newPage();
    await first.goto(served.url);
    await first.waitForFunction('navigator.serviceWorker.ready.then((kept) => kept.active.state === "activated" && navigator.serviceWorker.controller !== null)', undefined, { timeout: PATIENCE_MS });
    await first.close();
    served.close();
    const times: number[] = [];
    for (let at = 0; at < STARTS; at += 1) {
      const page = await context.newPage();
      const begun = performance.now();
      await page.goto(served.url, { waitUntil: 'commit' });
      await page.locator('.broker.is-running').nth(2).waitFor({ timeout: PATIENCE_MS });
      times.push(Math.round(performance.now() - begun));
      await page.close();
    }
    times.sort((a, b) => a - b);
    return [{ name: 'offline-start-fastest', value: times[0] ?? 0, unit: 'ms' }, { name: 'offline-start-slowest', value: times.at(-1) ?? 0, unit: 'ms' }];
  } finally {
    await browser.close();
  }
}

/** A package of two lessons, with the page built for it. */
async function packaging(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'correnteza-bench-'));
  const begun = performance.now();
  try {
    await scorm([...LESSONS, '--out', join(folder, 'package.zip')], () => undefined);
    return { name: 'scorm-package', value: Math.round((performance.now() - begun) / 100) / 10, unit: 's' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
