// join and cmp: what two files have in common, and where they part.
import { byteLength } from '../../machine/path.ts';
import type { Os } from '../../program.ts';
import { gathered, linesOf } from './gather.ts';
import { optionsOf, say } from './once.ts';

interface Join {
  readonly files: readonly string[];
  readonly separator: string | null;
  /** The fields that are compared, from 0. */
  readonly keys: readonly [number, number];
  /** Of which file the lines without a partner are shown too. */
  readonly unpaired: readonly boolean[];
  /** Whether lines with a partner are shown (-v hides them). */
  readonly paired: boolean;
  readonly empty: string;
  /** `0`, `1.2`, as -o names them; null for all. */
  readonly output: readonly string[] | null;
}

export const join = gathered<Join>('join', (os, args) => {
  const options = optionsOf(os, 'join', args, { letters: 't:1:2:j:a:v:e:o:i', long: { 'ignore-case': 'i' } });
  if (options === null) return 1;
  const { operands, values } = options;
  const more = "\nTry 'join --help' for more information.";
  if (operands.length < 2) return say(os, `join: missing operand${operands[0] === undefined ? '' : ` after ‘${operands[0]}’`}${more}`);
  if (operands[2] !== undefined) return say(os, `join: extra operand ‘${operands[2]}’${more}`);
  const key = (letter: string): number => Number(values[letter]?.at(-1) ?? values['j']?.at(-1) ?? 1) - 1;
  const also = [...(values['a'] ?? []), ...(values['v'] ?? [])];
  return {
    files: operands, separator: values['t']?.at(-1) ?? null, keys: [key('1'), key('2')], unpaired: ['1', '2'].map((each) => also.includes(each)), paired: values['v'] === undefined,
    empty: values['e']?.at(-1) ?? '', output: values['o'] === undefined ? null : values['o'].flatMap((each) => each.split(/[ ,]+/)),
  };
}, (os, options, contentOf) => {
  const sides: string[][][] = [];
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `join: ${file}: ${content.problem}`);
    sides.push(linesOf(content.text).map((line) => (options.separator === null ? line.trim().split(/[ \t]+/) : line.split(options.separator))));
  }
  os.write(1, joined(sides[0] ?? [], sides[1] ?? [], options));
  return unsorted(os, sides, options);
});

function joined(left: readonly string[][], right: readonly string[][], options: Join): string {
  const keyOf = (row: readonly string[] | undefined, side: 0 | 1): string => row?.[options.keys[side]] ?? '';
  const rows: string[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [a, b] = [keyOf(left[i], 0), keyOf(right[j], 1)];
    if (j >= right.length || (i < left.length && a < b)) {
      if (options.unpaired[0] === true) rows.push(shown(left[i] ?? null, null, options));
      i += 1;
    } else if (i >= left.length || b < a) {
      if (options.unpaired[1] === true) rows.push(shown(null, right[j] ?? null, options));
      j += 1;
    } else {
      const many = (list: readonly string[][], from: number, side: 0 | 1): readonly string[][] => {
        const end = list.findIndex((row, at) => at > from && keyOf(row, side) !== a);
        return list.slice(from, end === -1 ? undefined : end);
      };
      const [ofLeft, ofRight] = [many(left, i, 0), many(right, j, 1)];
      if (options.paired) for (const one of ofLeft) for (const other of ofRight) rows.push(shown(one, other, options));
      i += ofLeft.length;
      j += ofRight.length;
    }
  }
  return rows.map((each) => `${each}\n`).join('');
}

function shown(left: readonly string[] | null, right: readonly string[] | null, { keys, output, empty, separator }: Join): string {
  const key = left?.[keys[0]] ?? right?.[keys[1]] ?? '';
  const rest = (row: readonly string[] | null, at: number): readonly string[] => (row ?? []).filter((_, index) => index !== at);
  const field = (spec: string): string => {
    if (spec === '0') return key;
    const [side, number] = spec.split('.');
    const cell = (side === '1' ? left : right)?.[Number(number) - 1];
    return cell === undefined || cell === '' ? empty : cell;
  };
  return (output === null ? [key, ...rest(left, keys[0]), ...rest(right, keys[1])] : output.map(field)).join(separator ?? ' ');
}

function unsorted(os: Os, sides: readonly string[][][], { files, keys }: Join): number {
  const wrong = sides.map((rows, side) => rows.findIndex((row, at) => at > 0 && (rows[at - 1]?.[keys[side === 0 ? 0 : 1]] ?? '') > (row[keys[side === 0 ? 0 : 1]] ?? '')));
  wrong.forEach((at, side) => at !== -1 && say(os, `join: ${files[side] ?? ''}:${at + 1}: is not sorted: ${(sides[side]?.[at] ?? []).join(' ')}`));
  return wrong.some((at) => at !== -1) ? say(os, 'join: input is not in sorted order') : 0;
}

interface Cmp {
  readonly files: readonly string[];
  readonly silent: boolean;
}

export const cmp = gathered<Cmp>('cmp', (os, args) => {
  const options = optionsOf(os, 'cmp', args, { letters: 'sb', long: { silent: 's', quiet: 's', 'print-bytes': 'b' } });
  if (options === null) return 2;
  if (options.operands.length === 0) return say(os, "cmp: missing operand after 'cmp'\ncmp: Try 'cmp --help' for more information.") + 1;
  return { files: options.operands.length === 1 ? [...options.operands, '-'] : options.operands, silent: options.flags.includes('s') };
}, (os, { files, silent }, contentOf) => {
  const texts: string[] = [];
  for (const file of files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `cmp: ${file}: ${content.problem}`) + 1;
    texts.push(content.text);
  }
  const [left = '', right = ''] = texts;
  if (left === right) return 0;
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const line = left.slice(0, same).split('\n').length;
  const bytes = byteLength(left.slice(0, same));
  if (silent) return 1;
  if (same < left.length && same < right.length) os.write(1, `${files[0] ?? ''} ${files[1] ?? ''} differ: byte ${bytes + 1}, line ${line}\n`);
  else say(os, `cmp: EOF on ${files[same >= left.length ? 0 : 1] ?? ''}${bytes === 0 ? ' which is empty' : ` after byte ${bytes}, ${left[same - 1] === '\n' ? `line ${line - 1}` : `in line ${line}`}`}`);
  return 1;
});
