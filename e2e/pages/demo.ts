// A prepared world of the demonstrations, opened in the built page as a learner does.
import type { Page } from 'playwright';
import { openBrowser } from './browser.ts';
import { openSite } from './site.ts';

export interface DemoOptions {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly locale: string;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens the demonstration of this name and waits for what a selector names. `problems` are what the page throws. */
export async function onDemo(name: RegExp | string, shows: string, options: DemoOptions, use: (page: Page, problems: readonly string[]) => Promise<void>): Promise<void> {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(String(problem)));
    await page.goto(site.url);
    await page.locator('[data-door="demos"]').click();
    await page.locator('.demos button.door', { hasText: name }).first().click();
    await page.locator(shows).waitFor({ timeout: 120_000 });
    await use(page, problems);
  } finally {
    await browser.close();
    await site.close();
  }
}
