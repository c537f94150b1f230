// head and tail: the beginning and the end of files, by lines or bytes; tail -f goes on as the files grow.
import { held } from '../../exhausted.ts';
import type { Os, Program, Wake } from '../../program.ts';
import { byteLength } from '../../machine/path.ts';
import { optionsOf, type Options, say } from './once.ts';

interface Part {
  readonly files: readonly string[];
  /** Whether it counts bytes. */
  readonly bytes: boolean;
  readonly count: number;
  /** `+N` of tail (from there on), `-N` of head (all but the last): an empty text for neither. */
  readonly sign: string;
  readonly headers: boolean;
  readonly follow: boolean;
  /** -F: a file that is not there may come. */
  readonly retry: boolean;
  at: number;
  text: string;
  /** How many bytes or lines of standard input it has. */
  read: number;
  status: number;
  shown: number;
  /** How much of each file has been shown, -1 where there is none. */
  offsets: number[];
  /** The file whose text was last shown. */
  last: number;
}

/** How often tail -f looks whether its files have grown. */
const LOOK_EVERY_US = 100_000;
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 512, kB: 1_000, K: 1_024, KB: 1_000, k: 1_024, MB: 1_000_000, M: 1_048_576 };
const LONG = { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f', retry: 'F' };

function begin(name: 'head' | 'tail', os: Os): Part | null {
  const args = os.argv.slice(1).map((each, index) => (index === 0 && (/^-\d+$/.test(each) || (name === 'tail' && /^\+\d+$/.test(each))) ? `-n${each.replace(/^-/, '')}` : each.replace(/^--follow=.*$/, '--follow').replace(/^-(\d+)f$/, '-fn$1')));
  const options = optionsOf(os, name, args, { letters: name === 'head' ? 'n:c:qvz' : 'n:c:qvzfFs:', long: LONG });
  if (options === null) return null;
  const bytes = options.values['c'] !== undefined;
  const amount = (bytes ? options.values['c'] : options.values['n'])?.at(-1) ?? '10';
  const found = /^([-+]?)(\d+)(b|kB|k|KB?|MB?)?$/.exec(amount);
  if (found === null) {
    say(os, `${name}: invalid number of ${bytes ? 'bytes' : 'lines'}: ‘${amount}’`);
    return null;
  }
  return partOf(name, options, bytes, Number(found[2]) * (UNITS[found[3] ?? ''] ?? 1), found[1] ?? '');
}

function partOf(name: 'head' | 'tail', { flags, operands }: Options, bytes: boolean, count: number, sign: string): Part {
  const files = operands.length === 0 ? ['-'] : operands;
  const headers = !flags.includes('q') && (files.length > 1 || flags.includes('v'));
  const kept = sign === (name === 'head' ? '-' : '+') ? sign : '';
  return { files, bytes, count, sign: kept, headers, follow: /[fF]/.test(flags), retry: flags.includes('F'), at: 0, text: '', read: 0, status: 0, shown: 0, offsets: files.map(() => -1), last: -1 };
}

/** The first `count` bytes' worth of characters: what is cut through is left out. */
function cutBytes(text: string, count: number): number {
  let bytes = 0;
  let at = 0;
  for (const char of text) {
    bytes += byteLength(char);
    if (bytes > count) return at;
    at += char.length;
  }
  return at;
}

function lineStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at = text.indexOf('\n', at) + 1) {
    starts.push(at);
    if (!text.includes('\n', at)) break;
  }
  return starts;
}

/** Where the shown part of a text ends (head) or begins (tail). */
function border(name: 'head' | 'tail', part: Part, text: string): number {
  if (part.bytes) {
    const all = byteLength(text);
    if (name === 'head') return cutBytes(text, part.sign === '-' ? Math.max(0, all - part.count) : part.count);
    return cutBytes(text, part.sign === '+' ? Math.max(0, part.count - 1) : Math.max(0, all - part.count));
  }
  const starts = lineStarts(text);
  const index = name === 'head' ? (part.sign === '-' ? Math.max(0, starts.length - part.count) : part.count) : part.sign === '+' ? Math.max(0, part.count - 1) : Math.max(0, starts.length - part.count);
  return starts[index] ?? text.length;
}

function header(part: Part, os: Os, index: number): void {
  if (part.headers) os.write(1, `${part.shown > 0 ? '\n' : ''}==> ${part.files[index] === '-' ? 'standard input' : (part.files[index] ?? '')} <==\n`);
  part.shown += 1;
  part.last = index;
}

/** Shows files as far as it can; false while it waits for standard input. */
function pump(name: 'head' | 'tail', part: Part, os: Os): boolean {
  for (; part.at < part.files.length; part.at += 1) {
    const file = part.files[part.at] ?? '-';
    if (file === '-') {
      if (!readInput(name, part, os)) return false;
      header(part, os, part.at);
      show(name, part, os, part.text);
      continue;
    }
    const stat = os.stat(file);
    const text = stat?.kind === 'folder' ? null : os.readFile(file);
    if (text === null) {
      part.status = 1;
      if (stat === null) say(os, `${name}: cannot open '${file}' for reading: No such file or directory`);
      else {
        header(part, os, part.at);
        say(os, `${name}: error reading '${file}': Is a directory`);
      }
      continue;
    }
    header(part, os, part.at);
    show(name, part, os, text);
    part.offsets[part.at] = text.length;
  }
  return true;
}

function show(name: 'head' | 'tail', part: Part, os: Os, text: string): void {
  const at = border(name, part, text);
  os.write(1, name === 'head' ? text.slice(0, at) : text.slice(at));
}

/** Gathers standard input; head wants no more than it shows. */
function readInput(name: 'head' | 'tail', part: Part, os: Os): boolean {
  for (;;) {
    if (name === 'head' && part.sign === '' && part.read >= part.count) return true;
    const read = name === 'head' ? os.readLine() : os.read();
    if (read === undefined) return false;
    if (read === null) return true;
    part.read += part.bytes ? byteLength(read) : read.endsWith('\n') ? 1 : 0;
    part.text += read;
    held(part.text.length);
  }
}

function make(name: 'head' | 'tail'): Program<{ part: Part | null }> {
  const go = (part: Part, os: Os): void => {
    if (!pump(name, part, os)) return;
    const followed = part.follow && part.files.some((file, index) => file !== '-' && (part.retry || (part.offsets[index] ?? -1) >= 0));
    if (followed) return void os.schedule(LOOK_EVERY_US, { kind: 'Look' });
    if (part.follow && part.files.some((file) => file !== '-')) say(os, 'tail: no files remaining');
    os.exit(part.status);
  };
  return {
    name,
    startup: 1_000,
    handles: [],
    start: (os) => {
      const part = begin(name, os);
      if (part === null) os.exit(1);
      else go(part, os);
      return { part };
    },
    wake: ({ part }, wake: Wake, os) => {
      if (part === null) return;
      if (wake.kind === 'readable' && part.at < part.files.length) go(part, os);
      if (wake.kind !== 'timer') return;
      look(part, os);
      os.schedule(LOOK_EVERY_US, { kind: 'Look' });
    },
  };
}

/** Shows what has been added to the files since the last look. */
function look(part: Part, os: Os): void {
  part.files.forEach((file, index) => {
    const before = part.offsets[index] ?? -1;
    if (file === '-' || (before < 0 && !part.retry)) return;
    const text = os.readFile(file);
    if (text === null) {
      if (before >= 0 && part.retry) say(os, `tail: '${file}' has become inaccessible: No such file or directory`);
      part.offsets[index] = part.retry ? -1 : before;
      return;
    }
    if (before < 0) say(os, `tail: '${file}' has appeared;  following new file`);
    if (text.length < before) say(os, `tail: ${file}: file truncated`);
    const from = text.length < before ? 0 : Math.max(0, before);
    part.offsets[index] = text.length;
    if (text.length === from) return;
    if (part.last !== index) header(part, os, index);
    os.write(1, text.slice(from));
  });
}

export const head: Program<{ part: Part | null }> = make('head');
export const tail: Program<{ part: Part | null }> = make('tail');
