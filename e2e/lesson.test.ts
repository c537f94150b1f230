// A learner's journey: the first lesson, solved by typing in the real terminal, left in the middle and resumed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright';
import { openBrowser } from './pages/browser.ts';
import { LessonPage } from './pages/lesson-page.ts';
import { openSite, type Site } from './pages/site.ts';
import { TerminalPage } from './pages/terminal-page.ts';

const TOPICS = 'kafka-topics.sh --bootstrap-server localhost:9092';
const PRODUCER = 'kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos';
const CONSUMER = 'kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic pedidos';

let site: Site;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function openLesson(): Promise<{ page: Page; lesson: LessonPage; terminal: TerminalPage }> {
  context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1500, height: 950 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(site.url);
  await page.locator('[data-door="course"]').click();
  await page.locator('[data-lesson="kafka/3-kafka/07-topic-is-a-log"]').click();
  const lesson = new LessonPage(page);
  const terminal = new TerminalPage(page);
  await lesson.ready();
  await terminal.ready();
  return { page, lesson, terminal };
}

describe('the first lesson', () => {
  it('is solved by typing, resumed after a reload, and every prediction is answered by the world', async () => {
    const { page, lesson, terminal } = await openLesson();
    await terminal.type(`${TOPICS} --create --topic pedidos`);
    await lesson.done();
    await lesson.next();
    expect(await lesson.predict(/Perde-se/)).toMatch(/Fica guardado/);
    await lesson.next();
    await terminal.type(PRODUCER);
    await terminal.waitFor(/>$/);
    for (const order of ['6 pães para Ana', '2 cafés para Beto', '1 bolo de fubá para Caio']) await terminal.type(order);
    await lesson.done();
    await terminal.untilPrompt(() => terminal.press('Control+d'));

    await page.waitForFunction(() => Object.values(localStorage).some((kept: unknown) => typeof kept === 'string' && kept.includes('"kind":"control"')));
    await page.reload();
    await lesson.ready();
    await terminal.ready();
    expect(await lesson.step()).toBe('Anote três pedidos');
    await lesson.done();
    expect(await terminal.text()).toContain('1 bolo de fubá para Caio');

    await lesson.next();
    expect(await lesson.predict(/Todos os pedidos/)).toMatch(/Nada, até chegar/);
    await lesson.next();
    await terminal.type(CONSUMER);
    expect(await lesson.mistake()).toMatch(/no fim do log/);
    await terminal.untilPrompt(() => terminal.press('Control+c'));
    await terminal.type(`${CONSUMER} --from-beginning`);
    await terminal.waitFor(/Caio[^]*Caio/);
    await terminal.untilPrompt(() => terminal.press('Control+c'));
    await lesson.done();
    await lesson.next();
    expect(await lesson.predict(/Todos os pedidos/)).toMatch(/Todos os pedidos/);
    await lesson.next();
    await terminal.press('ArrowUp');
    await terminal.press('Enter');
    await lesson.done();
    await lesson.next();
    expect(await lesson.predict(/Nada/)).toMatch(/Todos os pedidos/);
    await lesson.next();
    await terminal.openAnother();
    await terminal.type(`${CONSUMER} --from-beginning`);
    await lesson.done();
    await lesson.next();
    expect(await lesson.predict(/Um dos dois/)).toMatch(/Os dois/);
    await lesson.next();
    await terminal.openAnother();
    await terminal.type(PRODUCER);
    await terminal.waitFor(/>$/);
    await terminal.type('4 sonhos para Duda');
    await lesson.done();
    for (const reader of [0, 1]) {
      await terminal.choose(reader);
      await terminal.waitFor(/4 sonhos para Duda/);
    }
    await lesson.next();
    expect(await lesson.text()).toMatch(/1 de 5 certas/);
    await context.close();
  });
});
