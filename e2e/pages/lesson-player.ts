// Plays any lesson through the real page, as its solution says: types, clicks, waits, and answers the predictions.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Input } from '../../src/bridge/input.ts';
import type { AppSpec } from '../../src/bridge/scenario.ts';
import type { EngineSpec } from '../../src/bridge/engines.ts';
import { doneByLesson } from '../../src/lesson/by-lesson.ts';
import type { ActStep, Lesson, Move, PredictStep, WatchStep } from '../../src/lesson/lesson.ts';
import { readLesson } from '../../src/lesson/read-lesson.ts';
import type { Hands } from './hands.ts';
import { LessonPage } from './lesson-page.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');
/** While something is waited for; typing is done at the speed of life. */
const FAST = '20';
const LIFE = '1';
/** While the lesson does something itself, at the speed at which the world plays. */
const QUICK = '5';
/** Shorter pauses are not worth a change of speed. */
const SHORT_US = 2_500_000;
const PATIENCE_MS = 150_000;
const BEYOND: ReadonlySet<Input['kind']> = new Set(['shape-link', 'slow-disk', 'slow-task', 'fail-disk', 'clock-skew', 'change-app', 'add-engine']);
const SPEED = '.timeline .speed select';

/** A lesson by its path, from its files. */
export function lessonAt(path: string): Lesson {
  const folder = join(LESSONS, path);
  const { lesson } = readLesson(path, Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
  if (lesson === null) throw new Error(`lessons/${path} can't be read`);
  return lesson;
}

export class LessonPlayer {
  private readonly page: Page;
  private readonly hands: Hands;
  private readonly panel: LessonPage;
  private readonly lesson: Lesson;

  constructor(page: Page, hands: Hands, path: string) {
    this.page = page;
    this.hands = hands;
    this.panel = new LessonPage(page);
    this.lesson = lessonAt(path);
  }

  /** From the first screen through the map into the lesson. */
  async open(): Promise<void> {
    await this.hands.press('[data-door="course"]');
    await this.hands.press(`[data-lesson="${this.lesson.path}"]`);
    await this.panel.ready();
  }

  /** All steps; the text of the panel at the end. */
  async playAll(): Promise<string> {
    for (const [at, step] of this.lesson.steps.entries()) {
      await this.hands.turnTo('lesson');
      if (step.kind === 'predict') await this.predict(step);
      if (step.kind === 'act') await this.act(step);
      if (step.kind === 'watch') await this.watch(step);
      await this.hands.turnTo('lesson');
      if (at < this.lesson.steps.length - 1) await this.next();
    }
    return this.panel.text();
  }

  private async next(): Promise<void> {
    const before = await this.panel.step();
    await this.hands.press('.lesson-footer .lesson-next');
    await this.page.locator('.lesson-step-title').filter({ hasNotText: before }).waitFor();
  }

  /** Gives an answer, right or wrong: the world's answer must come. */
  private async predict({ question }: PredictStep): Promise<void> {
    const [first] = question.kind === 'choice' ? question.options : [];
    if (first !== undefined) await this.hands.press(`#answer-${first.id}`);
    if (question.kind === 'number') await this.hands.fill('.lesson-number input', '1');
    if (question.kind === 'click') await this.hands.choose('.lesson-click select', await this.page.locator('.lesson-click select option').nth(1).getAttribute('value') ?? '');
    await this.hands.press('input[name="confidence"][value="2"]');
    await this.hands.press('.lesson-predict button[type="submit"]');
    await this.page.locator('.lesson-answered').waitFor({ timeout: PATIENCE_MS });
  }

  /** Waits until the lesson has done what it does there; time may run faster meanwhile. */
  private async watch(step: WatchStep): Promise<void> {
    if (doneByLesson(step) === null) return;
    await this.hands.choose(SPEED, QUICK);
    await this.page.locator('article.lesson [data-doing="done"]').waitFor({ timeout: PATIENCE_MS });
    await this.hands.choose(SPEED, LIFE);
  }

  private async act(step: ActStep): Promise<void> {
    if (step.solution.some(isBeyondHands)) await this.show();
    else for (const move of step.solution) await this.move(move);
    await this.hands.turnTo('lesson');
    if (!(await this.isDone())) await this.hands.choose(SPEED, FAST);
    await this.panel.done();
    await this.hands.choose(SPEED, LIFE);
  }

  /** Asks for all hints, and for the solution to be played. */
  private async show(): Promise<void> {
    const more = '.lesson-help button:has(.lucide-lightbulb)';
    while ((await this.page.locator(more).count()) > 0) await this.hands.press(more);
    await this.hands.press('.lesson-help button:has(.lucide-play)');
    await this.hands.choose(SPEED, QUICK);
  }

  private async isDone(): Promise<boolean> {
    return (await this.page.locator('article.lesson [data-verdict="done"]').count()) > 0;
  }

  private async move(move: Move): Promise<void> {
    switch (move.kind) {
      case 'run':
        await this.bring(move.tty);
        await this.type(move.text);
        await this.prompt();
        return;
      case 'type':
        await this.bring(move.tty);
        await this.type(move.text);
        await this.pass(move.thenUs, () => Promise.resolve(false));
        return;
      case 'press':
        await this.bring(move.tty);
        await this.page.keyboard.press(`Control+${move.key.toLowerCase()}`);
        // In a program that goes on, no shell's prompt comes.
        if (move.thenUs === undefined) await this.prompt();
        else await this.pass(move.thenUs, () => Promise.resolve(false));
        return;
      case 'wait':
        await this.hands.turnTo('lesson');
        await this.pass(move.us, () => this.isDone());
        return;
      case 'inputs':
        for (const input of move.inputs) await this.give(input);
    }
  }

  /** Brings a terminal to the front, the cursor in it. */
  private async bring(tty: string): Promise<void> {
    await this.hands.turnTo('terminal');
    const tab = `#terminal-tab-${tty}`;
    await this.page.locator(tab).waitFor();
    if ((await this.page.locator(tab).getAttribute('aria-selected')) !== 'true') await this.hands.press(tab);
    await this.page.locator('.terminal-dock .xterm-screen').waitFor();
    await this.hands.toTerminal();
  }

  private async type(text: string): Promise<void> {
    await this.page.keyboard.type(await this.asTyped(text));
    await this.page.keyboard.press('Enter');
  }

  /** Who does not know a job's number asks for it, and copies a savepoint's path from what the terminal shows. */
  private async asTyped(text: string): Promise<string> {
    const named = text.replace(/\{job ([^{}]+)\}/g, (_whole, name: string) => `$(flink list | grep ': ${name} (' | grep -oE '[0-9a-f]{32}')`);
    if (!named.includes('{savepoint}')) return named;
    const shown = (await this.page.locator('.terminal-dock .xterm-rows').innerText()).replaceAll('\u00a0', ' ');
    return named.replaceAll('{savepoint}', /Savepoint completed\. Path: (\S+)/.exec(shown)?.[1] ?? '');
  }

  /** Waits until the terminal in front shows a prompt behind which nothing is typed. */
  private async prompt(): Promise<void> {
    await this.page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('.terminal-dock .xterm-rows > div')].map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd());
      return /^\S+\$$/.test(rows.findLast((row) => row !== '') ?? '');
    }, null, { timeout: PATIENCE_MS });
  }

  /** Lets virtual time pass, fast where it is long. */
  private async pass(us: number, isOver: () => Promise<boolean>): Promise<void> {
    const until = (await this.nowSeconds()) + Math.ceil(us / 1_000_000);
    const long = us >= SHORT_US;
    if (long) await this.hands.choose(SPEED, FAST);
    while ((await this.nowSeconds()) < until && !(await isOver())) await this.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
    if (long) await this.hands.choose(SPEED, LIFE);
  }

  private async nowSeconds(): Promise<number> {
    return Number(await this.page.locator('[data-testid="playhead"]').getAttribute('aria-valuenow'));
  }

  private async give(input: Input): Promise<void> {
    switch (input.kind) {
      case 'open-tty':
        await this.hands.turnTo('terminal');
        await this.hands.press('.terminal-bar .terminal-tool:has(.lucide-plus)');
        await this.page.locator(`#terminal-tab-${input.tty}`).waitFor();
        return;
      case 'crash': case 'stop': case 'start':
        return this.hands.act(thing(input.node), input.kind);
      case 'cut': case 'heal':
        // The menu cuts and heals both directions at once: the second finds it done.
        if (await this.isToBeDone(input.kind, input.from, input.to)) await this.hands.act(thing(input.from), `${input.kind}-${input.to}`);
        return;
      case 'add-app':
        return this.addApp(input.app);
      case 'change-engine':
        return this.hands.act(thing(`${input.engine.kind}-${input.engine.name}`), engineAction(input.engine));
      case 'remove-app':
        return this.hands.act(`client/${input.name}`, 'remove');
      default:
        throw new Error(`no hand knows how to ${input.kind}`);
    }
  }

  private cuts = new Set<string>();

  private isToBeDone(kind: 'cut' | 'heal', from: string, to: string): Promise<boolean> {
    const pair = [from, to].toSorted((a, b) => (a < b ? -1 : 1)).join(' ');
    const isCut = this.cuts.has(pair);
    if (kind === 'cut') this.cuts.add(pair);
    else this.cuts.delete(pair);
    return Promise.resolve((kind === 'cut') !== isCut);
  }

  private async addApp(app: AppSpec): Promise<void> {
    if (app.kind === 'processor') throw new Error('the page has no form for a processor');
    const { hands } = this;
    await hands.press('[data-menu="add"]');
    await hands.press(`.menu [data-add="${app.kind === 'producer' ? 'producer' : 'consumer'}"]`);
    await hands.fill('.dialog input[name="name"]', app.name);
    await hands.fill('.dialog input[name="topic"]', app.kind === 'producer' ? app.topic : (app.topics[0] ?? ''));
    if (app.kind === 'producer') {
      await hands.fill('.dialog input[name="rate"]', String(app.recordsPerSecond));
      await hands.fill('.dialog input[name="keys"]', app.keys.join(', '));
    } else {
      await hands.fill('.dialog input[name="group"]', app.group);
      await hands.fill('.dialog input[name="processing"]', String(app.processingMsPerRecord));
    }
    await hands.press('.dialog button[type="submit"]');
    await this.page.locator('.dialog').waitFor({ state: 'detached' });
  }
}

/** What the page has no simple hand for: links and disks by number, an application's many settings. */
function isBeyondHands(move: Move): boolean {
  return move.kind === 'inputs' && move.inputs.some((input) => BEYOND.has(input.kind) || (input.kind === 'add-app' && (input.app.kind === 'processor' || Object.keys(input.app.settings).length > 0)));
}

/** The id under which the stage draws a process. */
function thing(node: string): string {
  if (/^(broker|controller)-/.test(node)) return `node/${node}`;
  if (/^(?:jobmanager$|tm-)/.test(node)) return `flink-node/${node}`;
  const [, kind = ''] = /^(producer|consumer|share-consumer|processor|queue-producer|queue-consumer|batch-source|zookeeper-broker|queue|batch|zookeeper|micro-batch|dataflow|database|dashboard|shift)-/.exec(node) ?? [];
  if (kind.startsWith('queue-') || kind === 'batch-source') return `worker/${node}`;
  if (kind === 'queue' || kind === 'batch' || kind === 'zookeeper' || kind === 'micro-batch' || kind === 'dataflow' || kind === 'database' || kind === 'dashboard' || kind === 'shift') return `${kind}/${node.slice(kind.length + 1)}`;
  return kind === 'zookeeper-broker' ? `candidate/${node}` : `client/${node}`;
}

function engineAction(engine: EngineSpec): string {
  switch (engine.kind) {
    case 'batch': return `every-${engine.everyMs}`;
    case 'queue-consumer': return `takes-${engine.processingMsPerMessage}`;
    case 'dashboard': return `poll-${engine.everyMs}`;
    case 'database': throw new Error('the stage can\'t change a database');
    case 'dataflow': return `pace-${engine.perRecordMs}`;
    case 'micro-batch': return `trigger-${engine.triggerMs}`;
    case 'zookeeper': return `partitions-${engine.partitions}`;
    case 'queue': case 'queue-producer': case 'batch-source': case 'zookeeper-broker': case 'shift': throw new Error(`the stage can't change a ${engine.kind}`);
  }
}
