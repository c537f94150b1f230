// A course of one's own as a SCORM package: the page is built for it, has its title and its lessons alone, and an LMS hears when a lesson is done.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scorm } from '../src/cli/scorm.ts';
import { openBrowser } from './pages/browser.ts';
import { keptBy, launch, unpackFor } from './pages/lms.ts';
import { openSite } from './pages/site.ts';

const EXAMPLE = join(import.meta.dirname, '../docs/pack-example/01-broker-down');

it('a course has its own title and lessons, and a lesson that is done is completed, also when it is opened again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'course-'));
  const course = join(folder, 'minha-disciplina');
  mkdirSync(course);
  cpSync(EXAMPLE, join(course, '01-broker-down'), { recursive: true });
  writeFileSync(join(course, 'course.yaml'), 'title: { pt: Minha disciplina, en: My course }\nlessons: [01-broker-down]\n');
  const out = join(folder, 'package.zip');
  expect(await scorm(['--course', course, '--lang', 'en', '--out', out], () => undefined)).toBe(0);
  const served = join(folder, 'served');
  mkdirSync(served);
  unpackFor(served, out);
  const [site, browser] = await Promise.all([openSite(served), openBrowser()]);
  try {
    const page = await (await browser.newContext({ locale: 'en', viewport: { width: 1450, height: 900 }, reducedMotion: 'reduce' })).newPage();
    await page.goto(`${site.url}sco/index.html`);
    await page.locator('[data-door="course"]').press('Enter');
    await page.locator('[data-lesson]').first().waitFor();
    expect([await page.title(), await page.locator('[data-lesson]').evaluateAll((all) => all.map((one) => one.getAttribute('data-lesson')))]).toEqual([expect.stringContaining('My course'), ['minha-disciplina/01-broker-down']]);
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });

    const sco = await launch(page, site.url);
    await sco.locator('.xterm-helper-textarea').focus();
    await page.keyboard.type('echo "um sonho" | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos\n');
    await sco.locator('[data-verdict="done"]').waitFor({ timeout: 60_000 });
    await sco.locator('.lesson-footer .lesson-next').press('Enter');
    await sco.locator('#answer-kept').press(' ');
    await sco.locator('input[name="confidence"][value="2"]').press(' ');
    await sco.locator('.lesson-predict button[type="submit"]').press('Enter');
    await sco.locator('.lesson-answered').waitFor({ timeout: 60_000 });
    await sco.locator('.lesson-footer .lesson-next').press('Enter');
    await sco.locator('.lesson-answered').waitFor({ state: 'detached' });
    await page.goto('about:blank');
    await page.goto(site.url);
    expect((await keptBy(page)).core).toMatchObject({ lesson_status: 'completed', lesson_location: 'end' });
    const again = await launch(page, site.url);
    await again.locator('.thing[data-id="partition/pedidos-0"]').waitFor();
    await page.goto('about:blank');
    await page.goto(site.url);
    expect((await keptBy(page)).core).toMatchObject({ lesson_status: 'completed', lesson_location: 'end' });
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}, 600_000);
