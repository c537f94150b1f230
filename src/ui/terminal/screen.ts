// One terminal on the page: xterm shows what the painter says, the line editor handles keys, whole lines go to the world.
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Completion } from '../../bridge/command.ts';
import type { Input } from '../../bridge/input.ts';
import type { TtyRecord } from '../../bridge/records.ts';
import { decodeKeys, type Key } from './keys.ts';
import { keyNames } from './raw-keys.ts';
import { type FullScreen, paintScreen, plainRow } from './screen-painter.ts';
import { completed, edit, type EditorEffect, type EditorState, type EditorStep, isTooMuch, searchPrompt } from './line-editor.ts';
import { paint, paintCleared, paintList, type Painted, type Picture, type Scene } from './painter.ts';
import { readTheme } from './theme.ts';

/** What a terminal needs from the page. */
export interface TerminalWorld {
  tty(name: string): TtyRecord | undefined;
  lineText(tty: string, line: number): string;
  /** Another number once any terminal's text has changed. */
  stamp(): number;
  /** Calls back after each frame, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Null when taken, else a key that says why not. */
  input(input: Input): Promise<string | null>;
  complete(tty: string, line: string, cursor: number): Promise<Completion>;
}

export interface ScreenOptions {
  readonly tty: string;
  readonly label: string;
  readonly world: TerminalWorld;
  readonly editor: EditorState;
  /** The line being edited, at each change, so that it outlives the screen. */
  readonly onEdit: (state: EditorState) => void;
  readonly onSize: (columns: number, rows: number) => void;
  readonly onRefused: (reason: string) => void;
  readonly onFind: () => void;
}

/** A line that was entered and that the world has not shown yet. */
interface Held {
  readonly text: string;
  taken: boolean;
}

/** How long an entered line stays on screen where the world does not echo it, in real milliseconds. */
const ECHO_PATIENCE_MS = 250;
/** Lines that can be scrolled back to; more than the world keeps. */
const SCROLLBACK = 10_000;

export class TerminalScreen {
  private readonly terminal: Terminal;
  private readonly fit = new FitAddon();
  private readonly search = new SearchAddon();
  private readonly options: ScreenOptions;
  private readonly element: HTMLElement;
  private readonly endings: (() => void)[] = [];
  private editor: EditorState;
  private picture: Picture | null = null;
  private shown: { readonly firstLine: number; readonly lines: readonly string[] } | null = null;
  private held: Held[] = [];
  private stamp = -1;
  private full: FullScreen | null = null;
  /** The full screen as text, for screen readers: xterm would say every row that is refreshed. */
  private readonly spoken = document.createElement('pre');
  private rest = '';
  private escaped = false;
  private keyDown = false;

  constructor(element: HTMLElement, options: ScreenOptions) {
    this.element = element;
    this.options = options;
    this.editor = options.editor;
    this.terminal = new Terminal({
      allowProposedApi: true, cursorBlink: false, cursorInactiveStyle: 'outline', scrollback: SCROLLBACK, screenReaderMode: true,
      minimumContrastRatio: 4.5, macOptionIsMeta: true, smoothScrollDuration: 0, drawBoldTextInBrightColors: false,
      ...readTheme(element),
    });
    this.terminal.loadAddon(this.fit);
    this.terminal.loadAddon(this.search);
    this.terminal.loadAddon(new UnicodeGraphemesAddon());
    this.terminal.open(element);
    this.spoken.className = 'terminal-spoken';
    element.append(this.spoken);
    this.terminal.textarea?.setAttribute('aria-label', options.label);
    this.terminal.write('\x1b[?2004h');
    this.terminal.attachCustomKeyEventHandler((event) => this.allows(event));
    const typing = this.terminal.onData((data) => this.type(data));
    this.endings.push(() => typing.dispose(), options.world.subscribe(() => this.refresh()), this.watchSize(), this.watchTheme(), this.watchInsertions(), this.watchSelections());
    this.resize();
    this.refresh();
  }

  dispose(): void {
    for (const end of this.endings) end();
    this.spoken.remove();
    this.terminal.dispose();
  }

  focus(): void {
    this.terminal.focus();
  }

  /** Handles what a key of the key bar, or a paste, stands for. */
  type(data: string): void {
    if (isTooMuch(data)) return this.options.onRefused('paste_too_long');
    if (this.options.world.tty(this.options.tty)?.keys === true) {
      for (const key of keyNames(data)) void this.send({ kind: 'key', tty: this.options.tty, key });
      return;
    }
    const { keys, rest } = decodeKeys(this.rest + data);
    this.rest = rest;
    for (const key of keys) this.press(key);
    this.terminal.scrollToBottom();
    this.draw();
  }

  /** Puts text on the line without entering it, as if it had been pasted. */
  fill(text: string): void {
    this.press({ kind: 'command', command: 'kill-start' });
    this.press({ kind: 'command', command: 'kill-end' });
    this.press({ kind: 'paste', text });
    this.draw();
  }

  find(text: string, backwards: boolean): boolean {
    return backwards ? this.search.findPrevious(text) : this.search.findNext(text);
  }

  /** Everything that the terminal has shown, as the world keeps it: long lines are not broken. */
  text(): string {
    return (this.shown?.lines ?? []).join('\n');
  }

  private press(key: Key): void {
    const record = this.options.world.tty(this.options.tty);
    if (record === undefined) return;
    this.take(edit(this.editor, key, { waiting: record.waiting, edits: record.edits === true, history: record.history }));
  }

  private take(step: EditorStep): void {
    this.editor = step.state;
    this.options.onEdit(step.state);
    for (const effect of step.effects) this.act(effect);
  }

  private act(effect: EditorEffect): void {
    const { tty } = this.options;
    switch (effect.kind) {
      case 'line':
        return void this.enter(effect.text);
      case 'control':
        return void this.send({ kind: 'control', tty, key: effect.key, text: effect.text });
      case 'complete':
        return void this.complete(effect);
      case 'list':
        if (this.picture !== null) this.write(paintList(this.picture, effect.candidates));
        return;
      case 'clear':
        return this.write(paintCleared(this.scene()));
      case 'bell':
        return;
    }
  }

  /** The line stays on the screen until the world's own echo takes its place. */
  private async enter(text: string): Promise<void> {
    const held: Held = { text, taken: false };
    this.held.push(held);
    const taken = await this.send({ kind: 'line', tty: this.options.tty, text });
    held.taken = true;
    if (taken) setTimeout(() => this.drop(held), ECHO_PATIENCE_MS);
    else this.drop(held);
  }

  private async complete(asked: { readonly text: string; readonly cursor: number; readonly list: boolean }): Promise<void> {
    const answer = await this.options.world.complete(this.options.tty, asked.text, asked.cursor);
    this.take(completed(this.editor, asked, answer));
    this.draw();
  }

  private drop(held: Held): void {
    if (!this.held.includes(held)) return;
    this.held = this.held.filter((one) => one !== held);
    this.draw();
  }

  private async send(input: Input): Promise<boolean> {
    const refused = await this.options.world.input(input);
    if (refused !== null) this.options.onRefused(refused);
    return refused === null;
  }

  /** Takes the world's lines after a frame; draws only where they changed. */
  private refresh(): void {
    const { tty, world } = this.options;
    const record = world.tty(tty);
    const stamp = world.stamp();
    if (record === undefined || stamp === this.stamp) return;
    this.stamp = stamp;
    this.showFull(record.screen ?? null);
    const count = record.endLine - record.firstLine;
    const lines = Array.from({ length: count }, (_, at) => world.lineText(tty, record.firstLine + at));
    const { shown } = this;
    if (shown !== null && shown.firstLine === record.firstLine && shown.lines.length === count && lines.every((line, at) => line === shown.lines[at])) return;
    this.shown = { firstLine: record.firstLine, lines };
    this.held = this.held.filter((held) => !held.taken);
    this.draw();
  }

  /** A program's full screen, or the lines again. */
  private showFull(screen: FullScreen | null): void {
    if (screen === this.full) return;
    if ((screen === null) !== (this.full === null)) this.terminal.options.screenReaderMode = screen === null;
    this.terminal.write(paintScreen(this.full, screen, this.terminal.rows));
    this.spoken.textContent = screen === null ? '' : screen.rows.map(plainRow).join('\n');
    this.full = screen;
    if (screen === null) this.draw();
  }

  private scene(): Scene {
    const lines = [...(this.shown?.lines ?? [''])];
    for (const held of this.held) lines.push(`${lines.pop() ?? ''}${held.text}`, '');
    const { text, cursor } = this.editor;
    const edited = { prompt: searchPrompt(this.editor), text, cursor };
    return { firstLine: this.shown?.firstLine ?? 0, lines, columns: this.terminal.cols, edited };
  }

  private draw(): void {
    // The lines go on under a full screen: they are drawn when it is gone.
    if (this.full !== null) return;
    this.write(paint(this.picture, this.scene()));
  }

  private write(painted: Painted): void {
    this.picture = painted.picture;
    this.terminal.write(painted.data);
  }

  /** False gives a key to the browser: Tab after Escape leaves the terminal, Ctrl-C copies a selection, Ctrl-V pastes. */
  private allows(event: KeyboardEvent): boolean {
    this.keyDown = event.type !== 'keyup';
    if (event.type !== 'keydown') return true;
    const leaves = event.key === 'Tab' && (event.shiftKey || this.escaped);
    if (event.key !== 'Shift') this.escaped = event.key === 'Escape';
    if (leaves) return false;
    const letter = event.key.toLowerCase();
    if (event.ctrlKey && event.shiftKey && letter === 'f') {
      event.preventDefault();
      this.options.onFind();
      return false;
    }
    if (event.ctrlKey && event.shiftKey && letter === 'c') {
      event.preventDefault();
      void navigator.clipboard.writeText(this.terminal.getSelection());
      return false;
    }
    if (event.ctrlKey && letter === 'v') return false;
    return !(event.ctrlKey && letter === 'c' && this.terminal.hasSelection());
  }

  /** In its screen reader mode xterm drops letters that come without a key: from dictation, an emoji picker, a phone's suggestions. */
  private watchInsertions(): () => void {
    const field = this.terminal.textarea;
    const take = (event: Event): void => {
      if (event instanceof InputEvent && event.inputType === 'insertText' && event.data !== null && !this.keyDown) this.type(event.data);
    };
    field?.addEventListener('input', take);
    return () => field?.removeEventListener('input', take);
  }

  private resize(): void {
    if (this.element.clientWidth === 0 || this.element.clientHeight === 0) return;
    const size = this.fit.proposeDimensions();
    if (size === undefined || Number.isNaN(size.cols) || (size.cols === this.terminal.cols && size.rows === this.terminal.rows)) return;
    this.terminal.resize(Math.max(20, size.cols), Math.max(2, size.rows));
    this.options.onSize(this.terminal.cols, this.terminal.rows);
    // Until the program draws for the new size, what it drew for the old one stands.
    if (this.full !== null) this.terminal.write(paintScreen(null, this.full, this.terminal.rows));
    this.draw();
  }

  private watchSize(): () => void {
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.element);
    return () => observer.disconnect();
  }

  private watchTheme(): () => void {
    const take = (): void => {
      Object.assign(this.terminal.options, readTheme(this.element));
      this.resize();
    };
    const observer = new MutationObserver(take);
    observer.observe(document.documentElement, { attributes: true });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', take);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', take);
    };
  }

  /** xterm takes over what is selected of its rows, but throws where a selection reaches in from outside: such a one is the page's alone. */
  private watchSelections(): () => void {
    const judge = (event: Event): void => {
      const rows = this.element.querySelector('.xterm-accessibility-tree');
      const selection = document.getSelection();
      if (rows === null || selection === null || selection.isCollapsed || !selection.containsNode(rows, true)) return;
      const inside = (node: Node | null): boolean => node !== null && node !== rows && rows.contains(node);
      if (!inside(selection.anchorNode) || !inside(selection.focusNode)) event.stopImmediatePropagation();
    };
    window.addEventListener('selectionchange', judge, true);
    return () => window.removeEventListener('selectionchange', judge, true);
  }
}
