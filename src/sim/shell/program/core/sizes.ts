// du and stat: how much there is on a disk, and what a file is.
import type { FileStat, Os, Program } from '../../program.ts';
import { join } from './files.ts';
import { once, optionsOf, say } from './once.ts';

/** Files take whole blocks of 4 KiB, in units of 1 KiB. */
const blocksOf = ({ kind, bytes }: FileStat): number => (kind === 'folder' ? 4 : 4 * Math.ceil(bytes / 4096));

function human(kibibytes: number): string {
  const units = ['K', 'M', 'G'];
  let amount = kibibytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return amount === 0 ? '0' : `${amount < 10 ? (Math.ceil(amount * 10) / 10).toFixed(1) : Math.ceil(amount)}${units[unit] ?? ''}`;
}

export const du: Program<object> = once('du', (os, args) => {
  const options = optionsOf(os, 'du', args, { letters: 'ahsckmbd:', long: { all: 'a', 'human-readable': 'h', summarize: 's', total: 'c', bytes: 'b', 'max-depth': 'd' } });
  if (options === null) return 1;
  const { flags, operands, values } = options;
  const depth = flags.includes('s') ? 0 : Number(values['d']?.at(-1) ?? Infinity);
  const size = (stat: FileStat): number => (flags.includes('b') ? stat.bytes : blocksOf(stat));
  const row = (amount: number, name: string): boolean => os.write(1, `${flags.includes('h') ? human(flags.includes('b') ? amount / 1024 : amount) : flags.includes('m') ? Math.ceil(amount / 1024) : amount}\t${name}\n`);
  const walk = (path: string, stat: FileStat, level: number): number => {
    let sum = size(stat);
    if (stat.kind === 'folder') {
      for (const name of os.list(path) ?? []) {
        const inner = join(path.replace(/(?!^)\/+$/, ''), name);
        const found = os.stat(inner);
        if (found !== null) sum += walk(inner, found, level + 1);
      }
    }
    if (level === 0 || (level <= depth && (stat.kind === 'folder' || flags.includes('a')))) row(sum, path);
    return sum;
  };
  let status = 0;
  let total = 0;
  for (const path of operands.length === 0 ? ['.'] : operands) {
    const stat = os.stat(path);
    if (stat === null) status = say(os, `du: cannot access '${path}': No such file or directory`);
    else total += walk(path, stat, 0);
  }
  if (flags.includes('c')) row(total, 'total');
  return status;
});

function moment(ms: number): string {
  const text = new Date(ms).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}000000 +0000`;
}

function described(path: string, stat: FileStat, letter: string): string {
  const folder = stat.kind === 'folder';
  const runs = folder || stat.executable === true;
  switch (letter) {
    case 'n': return path;
    case 's': return String(stat.bytes);
    case 'F': return folder ? 'directory' : stat.bytes === 0 ? 'regular empty file' : 'regular file';
    case 'a': return runs ? '755' : '644';
    case 'A': return `${folder ? 'd' : '-'}${runs ? 'rwxr-xr-x' : 'rw-r--r--'}`;
    case 'U':
    case 'G': return 'aluno';
    case 'y': return moment(stat.modifiedMs);
    case 'Y': return String(Math.floor(stat.modifiedMs / 1000));
    case '%': return '%';
    default: return '?';
  }
}

const WHOLE = "  File: %n\n  Size: %s\t%F\nAccess: (0%a/%A)  Uid: ( 1000/   %U)   Gid: ( 1000/   %G)\nModify: %y";

export const stat: Program<object> = once('stat', (os: Os, args) => {
  const options = optionsOf(os, 'stat', args, { letters: 'c:', long: { format: 'c', printf: 'c' } });
  if (options === null) return 1;
  if (options.operands.length === 0) return say(os, "stat: missing operand\nTry 'stat --help' for more information.");
  const format = options.values['c']?.at(-1) ?? WHOLE;
  let status = 0;
  for (const path of options.operands) {
    const found = os.stat(path);
    if (found === null) status = say(os, `stat: cannot statx '${path}': No such file or directory`);
    else os.write(1, `${format.replace(/%(.)/g, (_, letter: string) => described(path, found, letter))}\n`);
  }
  return status;
});
