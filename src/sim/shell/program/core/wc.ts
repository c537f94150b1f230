// wc: one row a file, and a total where there are several.
import type { Os } from '../../program.ts';
import { byteLength } from '../../machine/path.ts';
import { gathered } from './gather.ts';
import { optionsOf, say } from './once.ts';

interface Count {
  readonly files: readonly string[];
  readonly named: boolean;
  readonly shown: string;
}

function parse(os: Os, args: readonly string[]): Count | number {
  const options = optionsOf(os, 'wc', args, { letters: 'lwcmL', long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' } });
  if (options === null) return 1;
  const named = options.operands.length > 0;
  return { files: named ? options.operands : ['-'], named, shown: options.flags === '' ? 'lwc' : options.flags };
}

function countsOf(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n');
  return {
    l: lines.length - 1,
    w: (text.match(/\S+/g) ?? []).length,
    m: [...text].length,
    c: byteLength(text),
    L: lines.reduce((max, line) => Math.max(max, [...line].length), 0),
  };
}

export const wc = gathered<Count>('wc', parse, (os, options, contentOf) => {
  const columns = ['l', 'w', 'm', 'c', 'L'].filter((each) => options.shown.includes(each));
  const stats = options.files.map((file) => os.stat(file === '-' ? '/dev/stdin' : file));
  const pipes = stats.some((stat, index) => (stat === null && options.files[index] === '-') || stat?.kind === 'folder');
  const total = stats.reduce((sum, stat) => sum + (stat?.kind === 'file' ? stat.bytes : 0), 0);
  const width = columns.length === 1 && options.files.length === 1 ? 1 : Math.max(pipes ? 7 : 1, String(total).length);
  const row = (counts: Readonly<Record<string, number>>, name: string): void => {
    os.write(1, `${columns.map((each) => String(counts[each] ?? 0).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`);
  };
  const sums: Record<string, number> = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let status = 0;
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) status = say(os, `wc: ${file}: ${content.problem}`);
    if ('problem' in content && content.problem !== 'Is a directory') continue;
    const counts = countsOf('text' in content ? content.text : '');
    for (const each of Object.keys(sums)) sums[each] = each === 'L' ? Math.max(sums[each] ?? 0, counts[each] ?? 0) : (sums[each] ?? 0) + (counts[each] ?? 0);
    row(counts, options.named ? file : '');
  }
  if (options.files.length > 1) row(sums, 'total');
  return status;
});
