// Finds a Chromium to drive: the one that is named, Playwright's own, or the system's.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** A headless browser, or an error that says how to get one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM_PATH'], chromium.executablePath(), ...SYSTEM].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (executablePath === undefined) throw new Error('No Chromium was found: set CHROMIUM_PATH, or run "npx playwright install --with-deps chromium"');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
