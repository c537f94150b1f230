// A hand that types in the terminals as a person would: a lesson shows its solutions with it.
import type { EditorState } from './line-editor.ts';
import type { TerminalScreen } from './screen.ts';

/** Between two letters, in real milliseconds: quick enough to bear, slow enough to follow. */
const BETWEEN_LETTERS_MS = 22;
/** A long line takes no longer than this, in real milliseconds. */
const LINE_MS = 2_500;
/** How long a terminal that was asked for may take to appear, in real milliseconds. */
const PATIENCE_MS = 1_500;

interface TypedLine {
  readonly tty: string;
  readonly text: string;
  hurried: boolean;
}

export class TerminalHand {
  /** Lines being edited, by terminal: they outlive the dock, which a phone shows only on its tab. */
  readonly editors = new Map<string, EditorState>();
  /** The terminal that was last in front. */
  front = 'main';
  private tty: string | null = null;
  private screen: TerminalScreen | null = null;
  private waiting: (() => void)[] = [];
  private choose: ((tty: string) => void) | null = null;
  /** The line being typed. One at a time: two would mix their letters. */
  private typing: { readonly line: TypedLine; readonly done: Promise<boolean> } | null = null;

  /** The dock lends its way to bring a terminal to the front, until the returned function is called. */
  lend(choose: (tty: string) => void): () => void {
    this.choose = choose;
    return () => {
      if (this.choose === choose) this.choose = null;
    };
  }

  /** The dock says which screen is shown, or that none is any more. */
  shown(tty: string, screen: TerminalScreen | null): void {
    if (screen === null && tty !== this.tty) return;
    this.tty = tty;
    this.screen = screen;
    if (screen !== null) this.front = tty;
    const told = this.waiting;
    this.waiting = [];
    for (const tell of told) tell();
  }

  /** Gives the keyboard to the terminal that is seen. */
  focus(): void {
    this.screen?.focus();
  }

  /**
   * Types a line and Enter, `speed` times as quickly where the world plays so fast; false where that terminal does not come to
   * be seen. Asked for again while it is typed, the line is finished at once; another line waits until it is.
   */
  async typeLine(tty: string, text: string, speed = 1): Promise<boolean> {
    while (this.typing !== null) {
      const { line, done } = this.typing;
      line.hurried = true;
      const typed = await done;
      if (line.tty === tty && line.text === text) return typed;
    }
    const line: TypedLine = { tty, text, hurried: false };
    const done = this.typeLetters(line, speed);
    this.typing = { line, done };
    try {
      return await done;
    } finally {
      this.typing = null;
    }
  }

  private async typeLetters(line: TypedLine, speed: number): Promise<boolean> {
    const screen = await this.bring(line.tty);
    if (screen === null) return false;
    screen.fill('');
    const letters = [...line.text];
    const eachMs = Math.min(BETWEEN_LETTERS_MS / Math.max(1, speed), LINE_MS / letters.length);
    const began = performance.now();
    for (let at = 0; at < letters.length;) {
      // The dock may be closed while letters are typed.
      if (this.screen !== screen) return false;
      const due = line.hurried ? letters.length : Math.max(at + 1, Math.ceil((performance.now() - began) / eachMs));
      screen.type(letters.slice(at, due).join(''));
      at = due;
      await pause(BETWEEN_LETTERS_MS);
    }
    if (this.screen !== screen) return false;
    screen.type('\r');
    return true;
  }

  private async bring(tty: string): Promise<TerminalScreen | null> {
    if (this.choose === null) return null;
    this.choose(tty);
    const until = performance.now() + PATIENCE_MS;
    while ((this.tty !== tty || this.screen === null) && performance.now() < until) {
      await Promise.race([new Promise<void>((tell) => this.waiting.push(tell)), pause(100)]);
    }
    return this.tty === tty ? this.screen : null;
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((done) => {
    setTimeout(done, ms);
  });
}
