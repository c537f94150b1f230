// sort: several keys, each with its own order; the order of code points, as the C.UTF-8 locale has it.
import type { Os } from '../../program.ts';
import { gathered, linesOf } from './gather.ts';
import { optionsOf, say } from './once.ts';

interface Key {
  readonly from: number;
  readonly fromChar: number;
  /** The last field, 0 for the end of the line. */
  readonly to: number;
  /** The last character in that field, 0 for its end. */
  readonly toChar: number;
  readonly flags: string;
}

interface Sort {
  readonly files: readonly string[];
  readonly flags: string;
  readonly separator: string;
  readonly keys: readonly Key[];
  readonly output: string;
}

const LONG = {
  reverse: 'r', 'numeric-sort': 'n', 'human-numeric-sort': 'h', 'general-numeric-sort': 'g', 'version-sort': 'V', 'month-sort': 'M', unique: 'u', key: 'k', 'field-separator': 't', output: 'o', 'ignore-case': 'f', 'ignore-leading-blanks': 'b', stable: 's', check: 'c', 'zero-terminated': 'z',
};
const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC';
const UNITS = 'KMGTPEZY';

function parse(os: Os, args: readonly string[]): Sort | number {
  const options = optionsOf(os, 'sort', args, { letters: 'rnhgVMufbscCdizk:t:o:', long: LONG });
  if (options === null) return 2;
  const { flags, values, operands } = options;
  const keys: Key[] = [];
  for (const spec of values['k'] ?? []) {
    const found = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(spec);
    if (found === null) return say(os, `sort: invalid number at field start: invalid count at start of ‘${spec}’`) + 1;
    if (Number(found[1]) === 0) return say(os, `sort: field number is zero: invalid field specification ‘${spec}’`) + 1;
    const own = (found[3] ?? '') + (found[6] ?? '');
    keys.push({ from: Number(found[1]), fromChar: Number(found[2] ?? 1), to: Number(found[4] ?? 0), toChar: Number(found[5] ?? 0), flags: own === '' ? flags : own });
  }
  const separator = values['t']?.at(-1) ?? '';
  if ([...separator].length > 1 && separator !== '\\0') return say(os, `sort: multi-character tab ‘${separator}’`) + 1;
  return { files: operands.length === 0 ? ['-'] : operands, flags, separator, keys, output: values['o']?.at(-1) ?? '' };
}

/** Where each field begins and ends in a line. Without a separator a field has the blanks before it. */
function fieldsOf(line: string, separator: string): readonly (readonly [number, number])[] {
  const fields: [number, number][] = [];
  if (separator === '') {
    for (const found of line.matchAll(/[ \t]*[^ \t]+/g)) fields.push([found.index, found.index + found[0].length]);
    return fields;
  }
  let at = 0;
  for (const piece of line.split(separator)) {
    fields.push([at, at + piece.length]);
    at += piece.length + separator.length;
  }
  return fields;
}

function keyText(line: string, key: Key, separator: string): string {
  const fields = fieldsOf(line, separator);
  const first = fields[key.from - 1];
  if (first === undefined) return '';
  const blanks = key.flags.includes('b') ? (/^[ \t]*/.exec(line.slice(first[0]))?.[0].length ?? 0) : 0;
  const start = first[0] + blanks + key.fromChar - 1;
  const last = key.to === 0 ? undefined : fields[key.to - 1];
  const end = last === undefined ? line.length : key.toChar === 0 ? last[1] : last[0] + key.toChar;
  return line.slice(start, Math.max(start, end));
}

/** Compares by code points: UTF-16 order differs from it only beyond the basic plane. */
function plain(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberOf(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? 0) || 0;
}

function humanOf(text: string): readonly [number, number] {
  const found = /^\s*(-?\d*\.?\d*)([kKMGTPEZY]?)/.exec(text);
  const value = Number(found?.[1] ?? 0) || 0;
  const unit = UNITS.indexOf((found?.[2] ?? '').toUpperCase() || '-') + 1;
  return [value < 0 ? -unit : value === 0 ? 0 : unit, value];
}

/** Digits by their value, everything else by code points. */
function version(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x = '', y = ''] = [left[at], right[at]];
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const difference = numeric ? Number(x) - Number(y) : plain(x, y);
    if (difference !== 0) return difference;
  }
  return 0;
}

function monthOf(text: string): number {
  const at = MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase() || '?');
  return at < 0 || at % 3 !== 0 ? -1 : at;
}

function compareKeys(a: string, b: string, flags: string): number {
  if (flags.includes('n')) return numberOf(a) - numberOf(b);
  if (flags.includes('g')) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (flags.includes('h')) {
    const [left, right] = [humanOf(a), humanOf(b)];
    return left[0] - right[0] || left[1] - right[1];
  }
  if (flags.includes('V')) return version(a, b);
  if (flags.includes('M')) return monthOf(a) - monthOf(b);
  const shape = (text: string): string => {
    const kept = flags.includes('d') ? text.replace(/[^\p{L}\p{N} \t]/gu, '') : text;
    const trimmed = flags.includes('b') ? kept.trimStart() : kept;
    return flags.includes('f') ? trimmed.toUpperCase() : trimmed;
  };
  return plain(shape(a), shape(b));
}

function compareLines(sort: Sort, a: string, b: string): number {
  if (sort.keys.length === 0) {
    const difference = compareKeys(a, b, sort.flags);
    return sort.flags.includes('r') ? -difference : difference;
  }
  for (const key of sort.keys) {
    const difference = compareKeys(keyText(a, key, sort.separator), keyText(b, key, sort.separator), key.flags);
    if (difference !== 0) return key.flags.includes('r') ? -difference : difference;
  }
  return 0;
}

export const sort = gathered<Sort>('sort', parse, (os, options, contentOf) => {
  const { flags } = options;
  const lines: string[] = [];
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `sort: ${content.problem === 'Is a directory' ? 'read failed' : 'cannot read'}: ${file}: ${content.problem}`) + 1;
    lines.push(...linesOf(content.text));
  }
  const unique = flags.includes('u');
  if (/[cC]/.test(flags)) {
    const at = lines.findIndex((line, index) => index > 0 && (unique ? compareLines(options, lines[index - 1] ?? '', line) >= 0 : inOrder(options, lines[index - 1] ?? '', line) > 0));
    if (at === -1) return 0;
    return flags.includes('C') ? 1 : say(os, `sort: ${options.files[0] ?? '-'}:${at + 1}: disorder: ${lines[at] ?? ''}`);
  }
  const sorted = lines.sort((a, b) => (unique ? compareLines(options, a, b) : inOrder(options, a, b)));
  const shown = unique ? sorted.filter((each, index) => index === 0 || compareLines(options, sorted[index - 1] ?? '', each) !== 0) : sorted;
  const text = shown.map((each) => `${each}\n`).join('');
  if (options.output === '') {
    os.write(1, text);
    return 0;
  }
  const problem = os.writeFile(options.output, text, false);
  return problem === null ? 0 : say(os, `sort: open failed: ${options.output}: ${problem}`) + 1;
});

/** The keys' order, and where they are equal that of the whole lines, unless the sort is to be stable. */
function inOrder(options: Sort, a: string, b: string): number {
  const difference = compareLines(options, a, b);
  if (difference !== 0 || options.flags.includes('s')) return difference;
  return options.flags.includes('r') ? -plain(a, b) : plain(a, b);
}
