// diff: what has to change in one file to make it another, in the plain and in the unified form.
import type { Os } from '../../program.ts';
import { edits, type Edit } from './diff-edits.ts';
import { contentOf, type Content, gathered, linesOf } from './gather.ts';
import { optionsOf, say } from './once.ts';

interface Diff {
  readonly files: readonly string[];
  readonly flags: string;
  /** Lines of context of the unified form, -1 for the plain form. */
  readonly context: number;
}

const LONG = { unified: 'u', brief: 'q', 'report-identical-files': 's', 'ignore-case': 'i', 'ignore-all-space': 'w', 'ignore-space-change': 'b', 'ignore-blank-lines': 'B', recursive: 'r', 'new-file': 'N' };

function parse(os: Os, args: readonly string[]): Diff | number {
  const options = optionsOf(os, 'diff', args, { letters: 'uqsiwbBrNaU:', long: LONG });
  if (options === null) return 2;
  const { flags, values, operands } = options;
  const [first, , extra] = operands;
  const more = "\ndiff: Try 'diff --help' for more information.";
  if (first === undefined) return say(os, `diff: missing operand after 'diff'${more}`) + 1;
  if (operands.length < 2) return say(os, `diff: missing operand after '${first}'${more}`) + 1;
  if (extra !== undefined) return say(os, `diff: extra operand '${extra}'${more}`) + 1;
  return { files: operands, flags, context: values['U'] !== undefined ? Number(values['U'].at(-1)) : flags.includes('u') ? 3 : -1 };
}

export const diff = gathered<Diff>('diff', parse, (os, options, read) => {
  const [first = '', second = ''] = options.files;
  const contents = options.files.map((file, index): Content => {
    const content = read(file);
    if ('text' in content || content.problem !== 'Is a directory') return content;
    const other = options.files[1 - index] ?? '';
    return contentOf(os, `${file.replace(/\/$/, '')}/${other.replace(/^.*\//, '')}`);
  });
  const texts: string[] = [];
  for (const [index, content] of contents.entries()) {
    if ('problem' in content) say(os, `diff: ${options.files[index] ?? ''}: ${content.problem}`);
    else texts.push(content.text);
  }
  const [left, right] = texts;
  if (left === undefined || right === undefined) return 2;
  const sides: readonly [readonly string[], readonly string[]] = [whole(left), whole(right)];
  const key = (line: string): string => normalised(line, options.flags);
  const changes = edits(sides[0].map(key), sides[1].map(key)).filter((each) => !options.flags.includes('B') || !blank(sides, each));
  if (changes.length === 0) {
    if (options.flags.includes('s')) os.write(1, `Files ${first} and ${second} are identical\n`);
    return 0;
  }
  if (options.flags.includes('q')) os.write(1, `Files ${first} and ${second} differ\n`);
  else if (options.context < 0) os.write(1, changes.map((each) => plainHunk(sides, each)).join(''));
  else os.write(1, header(os, '---', first) + header(os, '+++', second) + unified(sides, changes, options.context));
  return 1;
});

/** Lines with a mark in place of a newline that is missing at the end. */
function whole(text: string): string[] {
  const lines = linesOf(text);
  if (text !== '' && !text.endsWith('\n')) lines.push(`${lines.pop() ?? ''}\n\\ No newline at end of file`);
  return lines;
}

function normalised(line: string, flags: string): string {
  const cased = flags.includes('i') ? line.toLowerCase() : line;
  return flags.includes('w') ? cased.replace(/\s/g, '') : flags.includes('b') ? cased.replace(/\s+/g, ' ').trimEnd() : cased;
}

type Sides = readonly [readonly string[], readonly string[]];

function blank(sides: Sides, edit: Edit): boolean {
  return [...sides[0].slice(edit.from, edit.from + edit.removed), ...sides[1].slice(edit.to, edit.to + edit.added)].every((line) => line === '');
}

function range(at: number, count: number): string {
  return count === 0 ? String(at) : count === 1 ? String(at + 1) : `${at + 1},${at + count}`;
}

function plainHunk(sides: Sides, edit: Edit): string {
  const letter = edit.removed === 0 ? 'a' : edit.added === 0 ? 'd' : 'c';
  const removed = sides[0].slice(edit.from, edit.from + edit.removed).map((line) => `< ${line}\n`);
  const added = sides[1].slice(edit.to, edit.to + edit.added).map((line) => `> ${line}\n`);
  return `${range(edit.from, edit.removed)}${letter}${range(edit.to, edit.added)}\n${removed.join('')}${letter === 'c' ? '---\n' : ''}${added.join('')}`;
}

/** `--- name<tab>2026-01-05 10:00:00.000000000 +0000` */
function header(os: Os, mark: string, file: string): string {
  const stamp = new Date(os.stat(file)?.modifiedMs ?? os.wallClockMs).toISOString();
  return `${mark} ${file}\t${stamp.slice(0, 10)} ${stamp.slice(11, 23)}000000 +0000\n`;
}

/** Changes that are nearer than twice the context stand in one hunk. */
function unified(sides: Sides, changes: readonly Edit[], context: number): string {
  const groups: Edit[][] = [];
  for (const each of changes) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined && each.from - (before.from + before.removed) <= 2 * context) group.push(each);
    else groups.push([each]);
  }
  return groups.map((group) => unifiedHunk(sides, group, context)).join('');
}

function unifiedHunk(sides: Sides, group: readonly Edit[], context: number): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const from = Math.max(0, first.from - context);
  const to = first.to - (first.from - from);
  const end = Math.min(sides[0].length, last.from + last.removed + context);
  let body = '';
  let at = from;
  for (const each of group) {
    for (; at < each.from; at += 1) body += ` ${sides[0][at] ?? ''}\n`;
    for (let i = 0; i < each.removed; i += 1) body += `-${sides[0][each.from + i] ?? ''}\n`;
    for (let i = 0; i < each.added; i += 1) body += `+${sides[1][each.to + i] ?? ''}\n`;
    at += each.removed;
  }
  for (; at < end; at += 1) body += ` ${sides[0][at] ?? ''}\n`;
  const oldCount = end - from;
  const newCount = oldCount + group.reduce((sum, each) => sum + each.added - each.removed, 0);
  const span = (start: number, count: number): string => (count === 0 ? `${start},0` : count === 1 ? String(start + 1) : `${start + 1},${count}`);
  return `@@ -${span(from, oldCount)} +${span(to, newCount)} @@\n${body}`;
}
