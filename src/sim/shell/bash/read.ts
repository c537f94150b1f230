// The built-ins read and mapfile at work: text from a descriptor into variables.
import { openOf, readDescriptor, unreadDescriptor } from '../machine/io.ts';
import { held } from '../exhausted.ts';
import { write } from './output.ts';
import type { Step } from './interpreter.ts';
import type { Frame, Shell } from './shell-state.ts';
import { assign, hasRoom, plainVariable, valueOf } from './variables.ts';

/** What `read -p` asks; it goes to standard error, where a terminal reads. */
export function setReadPrompt(sh: Shell, text: string): void {
  if (openOf(sh.m, sh.p, 0)?.kind === 'tty') write(sh, 2, text);
}

export function stepRead(sh: Shell, frame: Extract<Frame, { kind: 'read' }>): Step {
  const byLine = frame.delimiter === '\n' && frame.limit < 0;
  for (;;) {
    const end = endOf(frame);
    if (end !== null) {
      unreadDescriptor(sh.m, sh.p, frame.descriptor, frame.text.slice(end.next));
      return finish(sh, frame, frame.text.slice(0, end.at), 0);
    }
    const text = readDescriptor(sh.m, sh.p, frame.descriptor, byLine ? 'line' : 'any');
    if (text === null) return finish(sh, frame, frame.text, 1);
    if (text !== undefined) frame.text = grown(frame.text, text);
    // A time that runs out ends read as SIGALRM would.
    else if (frame.deadline >= 0 && sh.m.context.now >= frame.deadline) return finish(sh, frame, frame.text, 142);
    else return 'blocked';
  }
}

function grown(before: string, text: string): string {
  held(before.length + text.length);
  return before + text;
}

function finish(sh: Shell, frame: Extract<Frame, { kind: 'read' }>, text: string, status: number): Step {
  sh.s.frames.pop();
  store(sh, frame, text);
  sh.s.status = status;
  return 'more';
}

/** Where what is read ends and what comes after it begins; null while more is needed. A backslash before a newline joins lines. */
function endOf(frame: Extract<Frame, { kind: 'read' }>): { readonly at: number; readonly next: number } | null {
  let count = 0;
  for (let at = 0; at < frame.text.length; at += 1) {
    if (frame.limit >= 0 && count >= frame.limit) return { at, next: at };
    if (!frame.raw && frame.text[at] === '\\') {
      if (frame.text[at + 1] === '\n') {
        frame.text = frame.text.slice(0, at) + frame.text.slice(at + 2);
        at -= 1;
      } else at += 1;
    } else if (!frame.exact && frame.text[at] === frame.delimiter) return { at, next: at + 1 };
    count += 1;
  }
  return frame.limit >= 0 && count >= frame.limit ? { at: frame.text.length, next: frame.text.length } : null;
}

export function stepMapfile(sh: Shell, frame: Extract<Frame, { kind: 'mapfile' }>): Step {
  for (;;) {
    const text = readDescriptor(sh.m, sh.p, frame.descriptor, 'any');
    if (text === undefined) return 'blocked';
    if (text === null) break;
    frame.text += text;
    held(frame.text.length);
  }
  const pieces = frame.text.split(frame.delimiter);
  const last = pieces.pop() ?? '';
  const lines = pieces.map((each) => each + (frame.strip ? '' : frame.delimiter));
  if (last !== '') lines.push(last);
  const taken = lines.slice(frame.skip, frame.count > 0 ? frame.skip + frame.count : undefined);
  const before = frame.origin > 0 ? (sh.s.variables[frame.name]?.elements ?? {}) : {};
  const elements = { ...before, ...Object.fromEntries(taken.map((each, index) => [String(index + frame.origin), each])) };
  const made = { ...plainVariable(''), elements };
  sh.s.frames.pop();
  if (hasRoom(sh, made, Object.keys(elements).length)) sh.s.variables[frame.name] = made;
  sh.s.status = 0;
  return 'more';
}

function store(sh: Shell, frame: Extract<Frame, { kind: 'read' }>, line: string): void {
  const text = frame.raw ? line : line.replace(/\\([\s\S])/g, '$1');
  const ifs = valueOf(sh, 'IFS') ?? ' \t\n';
  if (frame.array) {
    const name = frame.names[0] ?? 'REPLY';
    const elements = Object.fromEntries(split(text, ifs, Infinity).map((each, index) => [String(index), each]));
    sh.s.variables[name] = { ...plainVariable(''), elements };
    return;
  }
  if (frame.names.length === 0) return void assign(sh, 'REPLY', text);
  if (frame.exact) return frame.names.forEach((name, index) => assign(sh, name, index === 0 ? text : ''));
  const fields = split(text, ifs, frame.names.length);
  frame.names.forEach((name, index) => assign(sh, name, fields[index] ?? ''));
}

/** At most `limit` fields; the last takes the rest of the line. */
function split(text: string, ifs: string, limit: number): string[] {
  const blank = [...ifs].filter((char) => /\s/.test(char)).join('');
  const isBlank = (at: number): boolean => at >= 0 && at < text.length && blank.includes(text[at] ?? '');
  let at = 0;
  let end = text.length;
  while (isBlank(at)) at += 1;
  while (end > at && isBlank(end - 1)) end -= 1;
  const fields: string[] = [];
  while (at < end) {
    if (fields.length === limit - 1) {
      fields.push(text.slice(at, end));
      break;
    }
    let stop = at;
    while (stop < end && !ifs.includes(text[stop] ?? '')) stop += 1;
    fields.push(text.slice(at, stop));
    at = stop;
    while (at < end && isBlank(at)) at += 1;
    if (at < end && at >= stop && ifs.includes(text[at] ?? '') && !isBlank(at)) {
      at += 1;
      while (at < end && isBlank(at)) at += 1;
    }
  }
  return fields;
}
