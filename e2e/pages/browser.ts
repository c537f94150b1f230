// Finds a Chromium to drive: the one that is named, Playwright's own, or the system's; where there is none, installs one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const NONE = 'No Chromium was found, and none could be installed: set CHROMIUM_PATH to one, or run "npx playwright install --with-deps chromium"';

function findBrowser(): string | null {
  return [process.env['CHROMIUM_PATH'], chromium.executablePath(), ...SYSTEM].find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;
}

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit', timeout: 600_000 }).status === 0;
}

/** Before the journeys, once: sees to it that there is a browser. Playwright's own can't be downloaded everywhere; Debian's package is the other way. */
export function setup(): void {
  if (findBrowser() !== null || run('npx', 'playwright', 'install', '--with-deps', 'chromium')) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get') && run('apt-get', 'update', '-qq') && run('apt-get', 'install', '-y', '-qq', 'chromium') && findBrowser() !== null) return;
  throw new Error(NONE);
}

/** A headless browser, or an error that says how to get one. Nothing is kept for a visit without a network, unless a context asks for it: each journey begins anew. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error(NONE);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ serviceWorkers: 'block', ...options });
  return browser;
}
