// What goes between a student and a teacher as files: a lesson that is handed in, graded in another browser, and files that are none.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Browser, Page } from 'playwright';
import { zipped } from '../src/cli/pack.ts';
import { openBrowser } from './pages/browser.ts';
import { LessonPage } from './pages/lesson-page.ts';
import { seriousOn } from './pages/serious.ts';
import { openSite } from './pages/site.ts';
import { TerminalPage } from './pages/terminal-page.ts';

const WIDE = { locale: 'en', viewport: { width: 1366, height: 768 } };
const LESSON = 'kafka/3-kafka/07-topic-is-a-log';

async function onSite(journey: (url: string, browser: Browser) => Promise<void>): Promise<void> {
  const [site, browser] = await Promise.all([openSite(), openBrowser()]);
  try {
    await journey(site.url, browser);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function handedIn(page: Page): Promise<{ readonly name: string; readonly text: string }> {
  await page.locator('[data-menu="share"]').click();
  await page.locator('[data-share="hand-in"]').click();
  await page.getByLabel('Your name (optional)').fill('Ana Maria');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the file' }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** The world as the share menu hands it out for the real systems. */
async function exported(page: Page): Promise<{ readonly name: string; readonly files: Readonly<Record<string, Uint8Array>> }> {
  await page.locator('[data-menu="share"]').press('Enter');
  await page.locator('[data-share="export"]').press('Enter');
  const save = page.getByRole('button', { name: 'Save the zip' });
  expect(await seriousOn(page)).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent('download'), save.press('Enter')]);
  await save.waitFor({ state: 'detached' });
  return { name: download.suggestedFilename(), files: unzipSync(readFileSync(await download.path())) };
}

it('a lesson is handed in, and a teacher sees what of it was done', () => onSite(async (url, browser) => {
  const context = await browser.newContext({ ...WIDE, permissions: ['clipboard-read', 'clipboard-write'] });
  const student = await context.newPage();
  await student.goto(url);
  await student.locator('[data-door="course"]').click();
  await student.locator(`[data-lesson="${LESSON}"]`).click();
  const lesson = new LessonPage(student);
  await lesson.ready();
  const terminal = new TerminalPage(student);
  await terminal.ready();
  await terminal.type('kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos');
  await lesson.done();
  const { name, text } = await handedIn(student);
  const world = await exported(student);
  expect(Object.keys(world.files)).toEqual(expect.arrayContaining(['README.md', 'compose.yaml', 'lesson.pt.html', 'scripts/1-create.sh', 'scripts/3-replay.sh'].map((path) => `correnteza-07-topic-is-a-log/${path}`)));
  expect([world.name, strFromU8(world.files['correnteza-07-topic-is-a-log/scripts/3-replay.sh'] ?? new Uint8Array())]).toEqual(['correnteza-07-topic-is-a-log.zip', expect.stringContaining("type_line 'main' 'kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos'")]);
  expect(name).toBe('homework-07-topic-is-a-log-ana-maria.json');
  await student.close();

  const teacher = await (await browser.newContext(WIDE)).newPage();
  await teacher.goto(url);
  await teacher.locator('[data-door="course"]').click();
  await teacher.locator('button[data-sheet="grading"]').click();
  const files = [{ name, text }, { name: 'bia.json', text: text.replace('Ana Maria', 'Bia') }, { name: 'photo.png', text: '\u0089PNG' }];
  await teacher.locator('[data-sheet="grading"] input[type="file"]').setInputFiles(files.map((one) => ({ name: one.name, mimeType: 'application/json', buffer: Buffer.from(one.text) })));
  await teacher.locator('.sheet-run output', { hasText: 'Rows: 3' }).waitFor({ timeout: 60_000 });
  const rows = await teacher.locator('tr[data-grade]').evaluateAll((all) => all.map((row) => [row.getAttribute('data-grade'), row.querySelectorAll('td')[4]?.textContent]));
  expect(rows).toEqual([['intact', '1/6'], ['changed', '1/6'], ['not-json', '']]);
  expect(await teacher.locator('.grade-notes').allTextContents()).toEqual([expect.stringMatching(/same work as bia\.json/), expect.stringMatching(/changed after the page wrote it.*same work as/), expect.stringMatching(/not a homework/)]);
  expect(await seriousOn(teacher)).toEqual([]);
}));

it('a pack from elsewhere is checked, stands on the map under its own name, is there after a reload, and goes', () => onSite(async (url, browser) => {
  const page = await (await browser.newContext(WIDE)).newPage();
  const asked: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(url) && /^https?:/.test(request.url())) asked.push(request.url()); });
  await page.goto(url);
  await page.locator('[data-door="course"]').click();
  await page.locator('button[data-sheet="packs"]').click();
  const bring = (name: string, bytes: Uint8Array): Promise<void> => page.locator('[data-sheet="packs"] input[type="file"]').setInputFiles([{ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) }]);
  const { bytes } = zipped(join(import.meta.dirname, '../docs/pack-example'));
  const files = unzipSync(bytes);
  await bring('evil.zip', zipSync({ ...files, 'run.js': strToU8('alert(1)') }));
  await page.locator('.sheet-problem', { hasText: '"run.js": belongs to nothing in a pack' }).waitFor({ timeout: 60_000 });
  const text = strFromU8(files['01-broker-down/en.md'] ?? new Uint8Array());
  await bring('good.zip', zipSync({ ...files, '01-broker-down/en.md': strToU8(text.replace('## ', '<script>document.title = "run"</script>\n\n![the plan](images/plan.png) ![far](https://example.org/x.png)\n\n## ')) }));
  await page.locator('.pack-list [data-pack="pack-example"]').waitFor({ timeout: 60_000 });
  expect(await seriousOn(page)).toEqual([]);

  await page.reload();
  await page.locator('section[data-pack="pack-example"]', { hasText: 'foreign' }).waitFor();
  await page.locator('[data-lesson="pack/pack-example/01-broker-down"]').click();
  await new LessonPage(page).ready();
  await page.locator('.lesson-where .pack-foreign').waitFor();
  expect(await page.locator('.lesson-body img').evaluateAll((images) => images.map((image) => (image instanceof HTMLImageElement ? [image.alt, image.naturalWidth] : [])))).toEqual([['the plan', 360]]);
  expect([await page.title(), asked]).toEqual([expect.not.stringMatching(/run/), []]);

  await page.getByRole('button', { name: 'Leave the lesson' }).click();
  await page.locator('button[data-sheet="packs"]').click();
  await page.locator('.pack-list [data-pack="pack-example"] button').click();
  await page.locator('.pack-list').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  expect(await page.locator('section[data-pack]').count()).toBe(0);
}));
