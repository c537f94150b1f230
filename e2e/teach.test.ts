// What leaves the page in a real browser: a moment as a link and back, a picture and a film of the stage.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { openBrowser } from './pages/browser.ts';
import { onDemo } from './pages/demo.ts';
import { seriousOn } from './pages/serious.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

const WIDE = { locale: 'pt-BR', viewport: { width: 1366, height: 768 } };
const LEADER = [/broker|líder|leader/i, '.broker.is-down .thing[data-id="node/broker-1"]'] as const;

const second = (page: Page): Promise<string | null> => page.locator('[data-testid="playhead"]').getAttribute('aria-valuetext');

async function share(page: Page, what: string): Promise<void> {
  await page.locator('[data-menu="share"]').click();
  await page.locator(`[data-share="${what}"]`).click();
}

it('a moment goes as a link: who opens it sees the same, and gets the own world back', () => onDemo(...LEADER, WIDE, async (page, problems) => {
  const stage = new StagePage(page);
  // Its world can be seen before it plays.
  await page.locator('[data-testid="play"][aria-label="Pausar"]').waitFor();
  await stage.pause();
  await page.locator('[data-testid="play"][aria-label="Continuar"]').waitFor();
  await stage.open('node/broker-2');
  await page.locator('[data-dock="charts"], .chip').first().waitFor();
  const at = await second(page);
  await share(page, 'link');
  await page.waitForFunction(() => window.location.hash.startsWith('#/m/1/'));
  const link = page.url();
  expect(link.length).toBeLessThan(500);

  // Another reader, who has been here before.
  const other = await (await page.context().browser()?.newContext(WIDE))?.newPage();
  if (other === undefined) throw new Error('the browser is there');
  await other.goto(link.slice(0, link.indexOf('#')));
  await other.locator('[data-door="free"]').click();
  await other.locator('.no-topics').waitFor();
  await other.locator('[data-testid="play"][aria-label="Pausar"]').waitFor();
  await other.evaluate((to) => { window.location.hash = to; }, link.slice(link.indexOf('#')));
  await other.locator('aside.inspector h2', { hasText: /broker 2/i }).waitFor();
  await other.locator(LEADER[1]).waitFor();
  // It is still that demonstration, with its instants.
  await other.locator('.demo-shown h1', { hasText: /líder/ }).waitFor();
  await other.locator('.plan-mark').first().waitFor();
  await expect.poll(() => second(other), { timeout: 5_000 }).toBe(at);
  expect(await other.evaluate(() => window.location.hash)).toBe('');
  await other.locator('[data-menu="own"]').click();
  await other.locator('.no-topics').waitFor();

  await other.evaluate((to) => { window.location.hash = to; }, `${link.slice(link.indexOf('#'), -20)}AAAA`);
  await other.locator('.toast.is-problem', { hasText: /danificado/ }).waitFor();
  expect(await other.locator('.no-topics').count()).toBe(1);
  await other.evaluate(() => { window.location.hash = '#/m/9/later'; });
  await other.locator('.toast.is-problem', { hasText: /versão mais nova/ }).waitFor();
  expect(problems).toEqual([]);
}));

it('the stage goes as a picture and as a film', () => onDemo(...LEADER, WIDE, async (page, problems) => {
  const saved = async (what: string): Promise<Buffer> => {
    const [download] = await Promise.all([page.waitForEvent('download'), share(page, what)]);
    return readFileSync(await download.path());
  };
  const svg = (await saved('svg')).toString('utf8');
  expect(svg).toMatch(/^<svg xmlns=.*<title>Correnteza/);
  expect(svg).toContain('pedidos');
  const stands = await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null, svg);
  expect(stands).toBe(true);
  const png = await saved('png');
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.length).toBeGreaterThan(40_000);
  await share(page, 'film');
  await page.locator('.film-time', { hasText: /0:0[2-9]|0:[1-5]\d/ }).waitFor({ timeout: 60_000 });
  const [film] = await Promise.all([page.waitForEvent('download'), page.locator('[data-film="keep"]').click()]);
  expect(film.suggestedFilename()).toMatch(/^correnteza-\d+m\d\ds\d{3}\.webm$/);
  const bytes = readFileSync(await film.path());
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(bytes.length).toBeGreaterThan(10_000);
  expect(problems).toEqual([]);
}));

it('a presenter leads the class from a second window: freezes, lights, counts, and goes on', () => onDemo(...LEADER, WIDE, async (page, problems) => {
  const [presenter] = await Promise.all([page.waitForEvent('popup'), share(page, 'presenter')]);
  const there: string[] = [];
  presenter.on('pageerror', (problem) => there.push(String(problem)));
  await presenter.setViewportSize({ width: 1280, height: 800 });
  await presenter.locator('[data-testid="stage"] .thing[data-id="node/broker-2"]').waitFor({ timeout: 60_000 });

  // Who comes finds the demonstration that the class has before it.
  await presenter.locator('.demo-shown h1', { hasText: /líder/ }).waitFor();
  await presenter.locator('.demo-back').click();

  // Frozen, the class sees nothing of another demonstration.
  await presenter.locator('[data-presenter="freeze"]').click();
  await presenter.locator('.presenter-state', { hasText: /parada/ }).waitFor();
  const still = page.locator('.class-still');
  const seen = await still.innerText();
  await presenter.locator('[data-demo="slow-consumer"]').click();
  await page.locator('[data-testid="stage"] .broker.is-running').nth(2).waitFor({ state: 'attached' });
  expect(await page.locator('[data-testid="stage"]').isVisible()).toBe(false);
  expect(await still.locator(LEADER[1]).isVisible()).toBe(true);
  expect(await still.innerText()).toBe(seen);
  await presenter.locator('[data-presenter="freeze"]').click();
  await still.waitFor({ state: 'detached' });
  await page.locator('[data-testid="stage"] .broker.is-running').nth(2).waitFor();

  // A step clicker goes along its instants.
  await presenter.locator('[data-presenter="next"]').click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="playhead"]')?.getAttribute('aria-valuenow')) >= 15);

  // The light follows what the presenter chooses.
  await presenter.locator('[data-presenter="spot"]').click();
  await new StagePage(presenter).thing('node/broker-3').press('Enter');
  await page.locator('[data-testid="spotlight"]').waitFor();
  const [light, broker] = await Promise.all([page.locator('[data-testid="spotlight"]').boundingBox(), page.locator('[data-testid="stage"] .thing[data-id="node/broker-3"]').boundingBox()]);
  expect(Math.abs((light?.x ?? 0) + 10 - (broker?.x ?? 0))).toBeLessThan(12);
  expect(await page.locator('aside.inspector').count()).toBe(0);
  await presenter.locator('[data-presenter="share"]').click();
  await page.locator('aside.inspector h2', { hasText: /broker 3/i }).waitFor();
  await presenter.locator('[data-presenter="spot"]').click();
  await page.locator('[data-testid="spotlight"]').waitFor({ state: 'detached' });

  // Hands are counted, bars drawn, and the right one revealed.
  await presenter.locator('.predictions textarea').first().fill('O que acontece com o lag?');
  await presenter.locator('[data-answer="A"]').fill('Cresce');
  await presenter.locator('[data-answer="B"]').fill('Fica igual');
  await presenter.locator('[data-vote-act="ask"]').click();
  await page.locator('.vote[data-vote="options"] li', { hasText: 'Cresce' }).waitFor();
  await presenter.locator('.vote-asked').click();
  for (const key of ['1', '1', '2']) await presenter.keyboard.press(`Digit${key}`);
  await presenter.locator('.vote-counted').first().fill('3');
  await presenter.locator('[data-vote-act="bars"]').click();
  await page.locator('.vote[data-vote="bars"] .vote-share', { hasText: /75/ }).waitFor();
  await presenter.locator('[data-right="A"]').click();
  await page.locator('.vote[data-vote="answer"] .is-right', { hasText: 'Cresce' }).waitFor();
  expect(await seriousOn(presenter)).toEqual([]);
  expect(await seriousOn(page)).toEqual([]);
  await presenter.locator('[data-vote-act="end"]').click();
  await page.locator('.vote').waitFor({ state: 'detached' });

  await windowsComeAndGo(page, presenter);
  expect([...problems, ...there]).toEqual([]);
}));

it('a presenter leads a whole lesson before a projector: opens it, has steps done, asks, reveals, goes back, and ends it', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1024, height: 768 } });
    const problems: string[] = [];
    context.on('weberror', (problem) => problems.push(String(problem.error())));
    const page = await context.newPage();
    await page.goto(site.url);
    await page.locator('[data-door="free"]').press('Enter');
    await page.locator('.no-topics').waitFor();
    const [presenter] = await Promise.all([page.waitForEvent('popup'), share(page, 'presenter')]);
    await presenter.setViewportSize({ width: 1366, height: 768 });

    // In large type nothing leaves the window, and what is laid over the page is as large.
    await presenter.locator('[data-presenter="large"]').press('Enter');
    await page.locator('html.is-present').waitFor({ state: 'attached' });
    await presenter.locator('[data-presenter="large"][aria-pressed="true"]').waitFor();
    await page.locator('[data-menu="share"]').press('Enter');
    const item = await page.locator('[data-share="link"]').boundingBox();
    expect((item?.x ?? 0) + (item?.width ?? 0)).toBeLessThanOrEqual(1024);
    await page.keyboard.press('Escape');

    await presenter.locator('[data-presenter="lessons"] summary').click();
    await presenter.locator('[data-open-lesson="kafka/3-kafka/14-leader-dies"]').press('Enter');
    await page.locator('article.lesson[aria-busy="false"]').waitFor();
    await page.locator('.lesson-word').first().hover();
    await bubbleStandsBy(page);

    // A step that asks for something is done before the class's eyes.
    await presenter.locator('[data-presenter="do"]').press('Enter');
    await presenter.locator('.presenter-done').waitFor({ timeout: 120_000 });
    const at = presenter.locator('.presenter-where');
    await presenter.locator('[data-presenter="next"]').press('Enter');
    await at.filter({ hasText: 'Passo 2 de' }).waitFor();

    // The lesson's question is the class's, and what most of them say is answered in the lesson.
    await presenter.locator('[data-vote-act="ask"]').press('Enter');
    await page.locator('.vote h2', { hasText: 'quem o cluster diz que é o líder?' }).waitFor();
    for (const key of ['1', '2', '2']) await presenter.keyboard.press(`Digit${key}`);
    await presenter.locator('[data-vote-act="bars"]').press('Enter');
    await presenter.locator('[data-vote-act="reveal"]').press('Enter');
    await page.locator('.vote[data-vote="answer"] .is-right', { hasText: 'broker 2' }).waitFor({ timeout: 60_000 });
    await page.locator('.lesson-answered li[data-chosen="true"]', { hasText: 'Ninguém' }).waitFor({ timeout: 60_000 });
    await presenter.locator('[data-vote-act="end"]').press('Enter');
    await presenter.locator('[data-presenter="see"]').press('Enter');
    const dead = page.locator('.broker.is-down .thing[data-id="node/broker-2"]');
    await dead.waitFor();
    await presenter.locator('[data-presenter="see"]').press('Enter');
    await dead.waitFor({ state: 'detached' });

    // Back, and through all steps to the end.
    await presenter.locator('[data-presenter="back"]').press('Enter');
    await at.filter({ hasText: 'Passo 1 de' }).waitFor();
    for (let step = 2; step <= 9; step += 1) {
      await presenter.locator('[data-presenter="next"]').press('Enter');
      await at.filter({ hasText: `Passo ${step} de` }).waitFor({ timeout: 120_000 });
    }
    await presenter.locator('[data-presenter="end"]').press('Enter');
    await page.locator('.course').waitFor();
    expect(await seriousOn(presenter)).toEqual([]);
    expect(await seriousOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});

/** What explains a word of the glossary stands under it, whole in the window. */
async function bubbleStandsBy(page: Page): Promise<void> {
  const [word, told] = await Promise.all([page.locator('.lesson-word').first().boundingBox(), page.locator('.lesson-bubble').boundingBox()]);
  expect(Math.abs((told?.x ?? 0) - (word?.x ?? 0))).toBeLessThan(40);
  expect((told?.y ?? 0) + (told?.height ?? 0)).toBeLessThanOrEqual(768);
}

/** Either window is loaded anew, and at last the presenter's is closed. */
async function windowsComeAndGo(page: Page, presenter: Page): Promise<void> {
  const still = page.locator('.class-still');
  // A class's page that is loaded anew is found again, with the demonstration's instants; while it is frozen it shows nothing of what is prepared.
  await presenter.locator('[data-presenter="spot"]').click();
  await presenter.locator('[data-presenter="freeze"]').click();
  await still.waitFor();
  await page.reload();
  await page.locator('.class-still.is-curtain').waitFor({ timeout: 60_000 });
  await presenter.locator('[data-presenter="freeze"]').click();
  await page.locator('[data-testid="spotlight"]').waitFor({ timeout: 60_000 });
  await page.locator('.plan-mark').first().waitFor();

  // The class's page is its own again once the presenter's window is closed, and one that comes back finds what it left.
  await presenter.locator('[data-presenter="freeze"]').click();
  await still.waitFor();
  await presenter.reload();
  await presenter.locator('[data-presenter="freeze"][aria-pressed="true"]').waitFor({ timeout: 60_000 });
  await presenter.close();
  await still.waitFor({ state: 'detached', timeout: 60_000 });
  expect(await page.locator('[data-testid="spotlight"]').count()).toBe(0);
}
