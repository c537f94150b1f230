// A recorded session, typed into the terminals of the page and compared with what the real tools answered.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMPT, type TerminalPage } from './terminal-page.ts';

const CONFORMANCE = join(import.meta.dirname, '../../conformance');

interface Rule {
  readonly match: string;
  readonly put: string;
}

export interface SessionStep {
  readonly kind: 'run' | 'start' | 'line' | 'key' | 'time';
  readonly terminal: string;
  readonly text: string;
  /** The lines that each terminal had shown after it, all since the session began. */
  readonly shown: Readonly<Record<string, readonly string[]>>;
}

const KINDS: Readonly<Record<string, SessionStep['kind']>> = { $: 'run', '&': 'start', '<': 'line', '^': 'key', '~': 'time' };

/** Reads a session whose lines are of the kinds `$ & < ^ ~ @ | |@ ?`; others are an error. */
export function readSession(name: string): SessionStep[] {
  const shown: Record<string, string[]> = { main: [] };
  const steps: { kind: SessionStep['kind']; terminal: string; text: string }[] = [];
  const after: Record<string, readonly string[]>[] = [];
  let terminal = 'main';
  let answering = 'main';
  const close = (): void => {
    if (steps.length > after.length) after.push(structuredClone(shown));
  };
  for (const line of readFileSync(join(CONFORMANCE, name), 'utf8').split('\n')) {
    const output = /^\| ?(.*)$/.exec(line);
    if (line.startsWith('|@')) answering = line.slice(2);
    else if (output !== null) (shown[answering] ??= []).push(output[1] ?? '');
    else if (line.startsWith('@')) {
      close();
      terminal = line.slice(1);
      shown[terminal] ??= [];
    } else if (/^[$&<^~]/.test(line)) {
      close();
      const kind = KINDS[line.charAt(0)] ?? 'run';
      steps.push({ kind, terminal, text: line.slice(kind === 'key' ? 1 : 2) });
      answering = terminal;
    } else if (line !== '' && !/^[#?]/.test(line)) throw new Error(`This session has a line that is not understood: ${line}`);
  }
  close();
  return steps.map((step, at) => ({ ...step, shown: after[at] ?? {} }));
}

/** What a terminal shows without its prompts, typed commands and echoed keys, normalised as the recordings are. */
export function outputLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !PROMPT.test(line)).map((line) => line.replace(/^\^C/, ''));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return normalise(lines);
}

export function normalise(lines: readonly string[]): string[] {
  const rules: Rule[] = JSON.parse(readFileSync(join(CONFORMANCE, 'normalise.json'), 'utf8'));
  let text = `${lines.join('\n')}\n`;
  for (const { match, put } of rules) text = text.replace(new RegExp(match, 'gm'), (_all, ...groups) => put.replaceAll(/\{(\d)\}/g, (_n, digit: string) => String(groups[Number(digit) - 1] ?? '')));
  return text.replace(/\n$/, '').split('\n');
}

/** The terminal that measures virtual time, with `sleep`. */
const CLOCK = 'clock';

async function doStep(step: SessionStep, page: TerminalPage): Promise<void> {
  switch (step.kind) {
    case 'run': return page.untilPrompt(() => page.type(step.text));
    case 'key': return page.untilPrompt(() => page.press(`Control+${step.text.toLowerCase()}`));
    case 'time': return page.untilPrompt(() => page.type(`sleep ${Number.parseFloat(step.text)}`));
    case 'start': case 'line': return page.type(step.text);
  }
}

/** Types the session; after each step it waits until the terminals show what they should. Gives what each showed at the end. */
export async function typeSession(steps: readonly SessionStep[], page: TerminalPage): Promise<Record<string, readonly string[]>> {
  const tabs = ['main'];
  let front = 'main';
  const bring = async (terminal: string): Promise<void> => {
    if (!tabs.includes(terminal)) {
      await page.openAnother();
      tabs.push(terminal);
    } else if (terminal !== front) await page.choose(tabs.indexOf(terminal));
    front = terminal;
  };
  for (const step of steps) {
    await bring(step.kind === 'time' ? CLOCK : step.terminal);
    await doStep(step, page);
    for (const [terminal, lines] of Object.entries(step.shown)) {
      if (!tabs.includes(terminal) || lines.length === 0) continue;
      await bring(terminal);
      await page.waitFor((text) => outputLines(text).length >= lines.length);
    }
  }
  const all: Record<string, readonly string[]> = {};
  for (const terminal of tabs.filter((one) => one !== CLOCK)) {
    await bring(terminal);
    all[terminal] = outputLines(await page.text());
  }
  return all;
}
