// Figures of memory in a real browser: what page and worker hold after 10, 30 and 60 minutes of virtual play, once all that nobody needs is collected.
import { type Browser, chromium, type CDPSession, type Page } from 'playwright';
import { BROWSER_ARGS, browserPath, servePage, whyNoPage } from '../built-page.ts';
import type { Figure } from './kernel.ts';

/** 3 brokers, 30 partitions and a Flink job, as fast as the machine can. */
const WORLD = 'live-thirty-partitions';
const SPEED = '1000';
const MINUTES = [10, 30, 60] as const;
/** How long one look at the page may take, in real ms. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 500;

/** The figures, or one line that says why there are none. The page must have been built. */
export async function benchMemory(): Promise<readonly Figure[] | string> {
  const missing = whyNoPage();
  const executablePath = browserPath();
  if (missing !== null || executablePath === null) return `memory figures: ${missing}`;
  const served = await servePage();
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS] });
  try {
    return await hour(browser, served.url);
  } finally {
    await browser.close();
    served.close();
  }
}

async function hour(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}#/state/${WORLD}`);
  const heaps = await heapsOf(page);
  await page.locator('.timeline select').nth(1).selectOption(SPEED);
  await page.locator('[data-testid="play"]').press('Enter');
  const figures: Figure[] = [];
  for (const minutes of MINUTES) {
    while ((await minutesPlayed(page)) < minutes) await new Promise((soon) => { setTimeout(soon, LOOK_EVERY_MS); });
    const { inPage, inWorker } = await heaps();
    figures.push({ name: `heap-page-${minutes}-min`, value: inPage, unit: 'MB' }, { name: `heap-worker-${minutes}-min`, value: inWorker, unit: 'MB' });
  }
  return figures;
}

/** The clock of the page is minutes and seconds. */
async function minutesPlayed(page: Page): Promise<number> {
  const shown = (await page.locator('.time-shown').textContent()) ?? '';
  return shown.split(':').slice(0, -1).reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Asks both threads what they hold, in MB, after a collection. The worker is spoken to through its page. */
async function heapsOf(page: Page): Promise<() => Promise<{ readonly inPage: number; readonly inWorker: number }>> {
  const session = await page.context().newCDPSession(page);
  const answers = new Map<number, (result: HeapUsage) => void>();
  let worker = '';
  let asked = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => { if (targetInfo.type === 'worker') worker = sessionId; });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as { readonly id: number; readonly result: HeapUsage };
    answers.get(answer.id)?.(answer.result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const ask = (method: string): Promise<HeapUsage> => new Promise((answer) => {
    asked += 1;
    answers.set(asked, answer);
    void session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id: asked, method }) });
  });
  return async () => ({ inPage: await heapOf(session), inWorker: await ask('HeapProfiler.collectGarbage').then(() => ask('Runtime.getHeapUsage')).then(megabytes) });
}

interface HeapUsage {
  readonly usedSize: number;
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return megabytes(await session.send('Runtime.getHeapUsage'));
}

const megabytes = ({ usedSize }: HeapUsage): number => Math.round(usedSize / 1e5) / 10;
