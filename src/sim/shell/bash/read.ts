// The built-in read: a line from a descriptor into variables.
import { readDescriptor } from '../machine/io.ts';
import type { Step } from './interpreter.ts';
import type { Frame, Shell } from './shell-state.ts';
import { assign, plainVariable, valueOf } from './variables.ts';

export function stepRead(sh: Shell, frame: Extract<Frame, { kind: 'read' }>): Step {
  for (;;) {
    const text = readDescriptor(sh.m, sh.p, frame.descriptor, 'line');
    if (text === undefined) return 'blocked';
    if (text !== null) frame.text += text;
    if (text !== null && !frame.raw && /(^|[^\\])(\\\\)*\\\n$/.test(frame.text)) {
      frame.text = frame.text.slice(0, -2);
      continue;
    }
    const ended = frame.text.endsWith('\n');
    if (!ended && text !== null) continue;
    sh.s.frames.pop();
    store(sh, frame, ended ? frame.text.slice(0, -1) : frame.text);
    sh.s.status = ended ? 0 : 1;
    return 'more';
  }
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
