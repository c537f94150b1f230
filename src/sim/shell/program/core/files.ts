// ls, rm, mkdir, rmdir, mv, cp, touch, chmod: the tools of the home folder.
import { resolvePath } from '../../machine/path.ts';
import type { Os, Program } from '../../program.ts';
import { lettersOf, once, optionsOf, say } from './once.ts';

/** A name below a folder, as it was given: `d/` stays `d/x`. */
export const join = (folder: string, name: string): string => (folder.endsWith('/') ? folder + name : `${folder}/${name}`);
const baseName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '');

export const ls: Program<object> = once('ls', (os, args) => {
  const options = optionsOf(os, 'ls', args, { letters: 'aA1lrdFpmRShtGgohisuc', long: { all: 'a', 'almost-all': 'A', reverse: 'r', directory: 'd', recursive: 'R', 'human-readable': 'h' } });
  if (options === null) return 2;
  const { flags, operands } = options;
  const paths = operands.length === 0 ? ['.'] : [...operands].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let status = 0;
  const found = paths.filter((path) => {
    if (os.stat(path) !== null) return true;
    status = 2;
    say(os, `ls: cannot access '${path}': No such file or directory`);
    return false;
  });
  const plain = found.filter((path) => os.stat(path)?.kind === 'file' || flags.includes('d'));
  const folders = found.filter((path) => !plain.includes(path));
  let out = plain.length > 0 ? rows(os, '', plain, flags) : '';
  const shown = flags.includes('R') ? folders.flatMap((folder) => [folder, ...below(os, folder)]) : folders;
  shown.forEach((folder) => {
    const inside = (os.list(folder) ?? []).filter((name) => flags.includes('a') || flags.includes('A') || !name.startsWith('.'));
    const names = flags.includes('a') ? ['.', '..', ...inside] : inside;
    if (paths.length > 1 || flags.includes('R')) out += `${out === '' ? '' : '\n'}${folder}:\n`;
    if (flags.includes('l')) out += `total ${names.length * 4}\n`;
    out += rows(os, folder, names, flags);
  });
  os.write(1, out);
  return status;
});

function below(os: Os, folder: string): string[] {
  return (os.list(folder) ?? []).map((name) => join(folder, name)).filter((path) => os.stat(path)?.kind === 'folder').flatMap((path) => [path, ...below(os, path)]);
}

/** The order that was asked for: by name, size (-S) or time (-t), the newest and the largest first. */
function ordered(os: Os, folder: string, names: readonly string[], flags: string): string[] {
  const stat = (name: string): { readonly bytes: number; readonly modifiedMs: number } => os.stat(folder === '' ? name : join(folder, name)) ?? { bytes: 0, modifiedMs: 0 };
  const plain = (a: string, b: string): number => (a < b ? -1 : 1);
  const sorted = [...names].sort((a, b) => (flags.includes('S') ? stat(b).bytes - stat(a).bytes : flags.includes('t') ? stat(b).modifiedMs - stat(a).modifiedMs : 0) || plain(a, b));
  return flags.includes('r') ? sorted.reverse() : sorted;
}

function rows(os: Os, folder: string, names: readonly string[], flags: string): string {
  const found = ordered(os, folder, names, flags);
  if (found.length === 0) return '';
  const marked = (name: string): string => name + (/[Fp]/.test(flags) && os.stat(folder === '' ? name : join(folder, name))?.kind === 'folder' ? '/' : '');
  const sorted = flags.includes('l') ? found : found.map(marked);
  if (flags.includes('m')) return `${sorted.join(', ')}\n`;
  if (flags.includes('l')) return longRows(os, folder, sorted);
  if (flags.includes('1') || !os.isTty(1)) return sorted.map((name) => `${name}\n`).join('');
  return columns(sorted, Number(os.env['COLUMNS'] ?? 80));
}

/** Sizes are as wide as the widest of them. */
function longRows(os: Os, folder: string, names: readonly string[]): string {
  const at = (name: string): string => (folder === '' ? name : join(folder, name));
  const width = Math.max(...names.map((name) => String(os.stat(at(name))?.bytes ?? 0).length));
  return names.map((name) => longRow(os, at(name), name, width)).join('');
}

function longRow(os: Os, path: string, name: string, width: number): string {
  const stat = os.stat(path);
  const folder = stat?.kind === 'folder';
  const at = new Date(stat?.modifiedMs ?? 0).toUTCString();
  const when = `${at.slice(8, 11)} ${String(Number(at.slice(5, 7))).padStart(2)} ${at.slice(17, 22)}`;
  return `${folder ? 'drwxr-xr-x 2' : stat?.executable === true ? '-rwxr-xr-x 1' : '-rw-r--r-- 1'} aluno aluno ${String(stat?.bytes ?? 0).padStart(width)} ${when} ${name}\n`;
}

/** As ls moves from one column of the screen to another: by tabs of eight where they reach further than a blank. */
function indent(from: number, to: number): string {
  let out = '';
  for (let at = from; at < to;) {
    const isTab = Math.floor(to / 8) > Math.floor((at + 1) / 8);
    out += isTab ? '\t' : ' ';
    at = isTab ? (Math.floor(at / 8) + 1) * 8 : at + 1;
  }
  return out;
}

/** As ls fills a terminal: columns from top to bottom, two blanks between. */
function columns(names: readonly string[], width: number): string {
  for (let lines = 1; lines <= names.length; lines += 1) {
    const count = Math.ceil(names.length / lines);
    const widths = Array.from({ length: count }, (_, column) => Math.max(...names.slice(column * lines, (column + 1) * lines).map((name) => [...name].length)));
    const total = widths.reduce((sum, each) => sum + each + 2, -2);
    if (total >= width && lines < names.length) continue;
    const starts = widths.map((_, column) => widths.slice(0, column).reduce((sum, each) => sum + each + 2, 0));
    const pad = (name: string, column: number): string => name + indent((starts[column] ?? 0) + [...name].length, starts[column + 1] ?? 0);
    return Array.from({ length: lines }, (_, line) => {
      const row = widths.flatMap((_width, column) => names[column * lines + line] ?? []);
      return `${row.map((name, column) => (column === row.length - 1 ? name : pad(name, column))).join('')}\n`;
    }).join('');
  }
  return '';
}

export const rm: Program<object> = once('rm', (os, args) => {
  const { flags, operands } = lettersOf(args);
  const recursive = /[rR]/.test(flags);
  let status = 0;
  if (operands.length === 0 && !flags.includes('f')) return say(os, "rm: missing operand\nTry 'rm --help' for more information.");
  for (const path of operands) {
    const stat = os.stat(path);
    if (stat === null && flags.includes('f')) continue;
    const problem = stat?.kind === 'folder' && !recursive ? 'Is a directory' : removeAll(os, path);
    if (problem !== null) status = say(os, `rm: cannot remove '${path}': ${problem}`);
    else if (flags.includes('v')) os.write(1, `removed ${stat?.kind === 'folder' ? 'directory ' : ''}'${path}'\n`);
  }
  return status;
});

function removeAll(os: Os, path: string): string | null {
  if (os.stat(path)?.kind === 'folder') for (const name of os.list(path) ?? []) removeAll(os, join(path, name));
  return os.remove(path);
}

export const mkdir: Program<object> = once('mkdir', (os, args) => {
  const { flags, operands } = lettersOf(args);
  let status = 0;
  for (const path of operands) {
    if (flags.includes('p')) {
      path.split('/').forEach((_, index, all) => os.makeFolder(all.slice(0, index + 1).join('/') || '/'));
      continue;
    }
    const problem = os.makeFolder(path);
    if (problem !== null) status = say(os, `mkdir: cannot create directory ‘${path}’: ${problem}`);
    else if (flags.includes('v')) os.write(1, `mkdir: created directory '${path}'\n`);
  }
  return operands.length === 0 ? say(os, "mkdir: missing operand\nTry 'mkdir --help' for more information.") : status;
});

export const rmdir: Program<object> = once('rmdir', (os, args) => {
  let status = 0;
  for (const path of lettersOf(args).operands) {
    const problem = os.stat(path)?.kind === 'file' ? 'Not a directory' : os.remove(path);
    if (problem !== null) status = say(os, `rmdir: failed to remove '${path}': ${problem}`);
  }
  return status;
});

export const touch: Program<object> = once('touch', (os, args) => {
  let status = 0;
  const { flags, operands } = lettersOf(args);
  if (operands.length === 0) return say(os, "touch: missing file operand\nTry 'touch --help' for more information.");
  for (const path of operands) {
    if (flags.includes('c') && os.stat(path) === null) continue;
    const problem = os.stat(path)?.kind === 'folder' ? null : os.writeFile(path, '', true);
    if (problem !== null) status = say(os, `touch: cannot touch '${path}': ${problem}`);
  }
  return status;
});

function transfer(name: 'cp' | 'mv', act: (os: Os, from: string, to: string, recursive: boolean) => string | null): Program<object> {
  return once(name, (os, args) => {
    const { flags, operands } = lettersOf(args);
    const to = operands.at(-1);
    const [first] = operands;
    if (first === undefined) return say(os, `${name}: missing file operand\nTry '${name} --help' for more information.`);
    if (to === undefined || operands.length < 2) return say(os, `${name}: missing destination file operand after '${first}'\nTry '${name} --help' for more information.`);
    const into = os.stat(to)?.kind === 'folder';
    if (operands.length > 2 && !into) return say(os, `${name}: target '${to}' is not a directory`);
    let status = 0;
    for (const from of operands.slice(0, -1)) {
      const target = into ? join(to, baseName(from)) : to;
      if (os.stat(from) === null) status = say(os, `${name}: cannot stat '${from}': No such file or directory`);
      else if (name === 'cp' && os.stat(from)?.kind === 'folder' && !/[rRa]/.test(flags)) status = say(os, `cp: -r not specified; omitting directory '${from}'`);
      else if (resolved(os, from) === resolved(os, target)) status = say(os, `${name}: '${from}' and '${target}' are the same file`);
      else if (!flags.includes('n') || os.stat(target) === null) {
        const problem = act(os, from, target, /[rRa]/.test(flags));
        if (problem !== null) status = say(os, name === 'cp' ? `cp: cannot create regular file '${target}': ${problem}` : `mv: cannot move '${from}' to '${target}': ${problem}`);
        else if (flags.includes('v')) os.write(1, `${name === 'cp' ? '' : 'renamed '}'${from}' -> '${target}'\n`);
      }
    }
    return status;
  });
}

function resolved(os: Os, path: string): string {
  return resolvePath(os.env['PWD'] ?? '/', path);
}

function copy(os: Os, from: string, to: string): string | null {
  if (os.stat(from)?.kind !== 'folder') return os.writeFile(to, os.readFile(from) ?? '', false);
  if (os.stat(to) === null) os.makeFolder(to);
  for (const name of os.list(from) ?? []) copy(os, join(from, name), join(to, name));
  return null;
}

export const cp: Program<object> = transfer('cp', copy);
export const mv: Program<object> = transfer('mv', (os, from, to) => {
  if (os.stat(to)?.kind === 'file') os.remove(to);
  return os.rename(from, to);
});

export const chmod: Program<object> = once('chmod', (os, args) => {
  const [mode, ...paths] = args.filter((each) => !/^-[RvcfHLP]+$/.test(each));
  const more = "\nTry 'chmod --help' for more information.";
  if (mode === undefined) return say(os, `chmod: missing operand${more}`);
  if (paths.length === 0) return say(os, `chmod: missing operand after ‘${mode}’${more}`);
  const symbolic = /^(?:[ugoa]*[-+=][rwxXst]*)(?:,[ugoa]*[-+=][rwxXst]*)*$/.test(mode);
  if (!symbolic && !/^[0-7]{1,4}$/.test(mode)) return say(os, `chmod: invalid mode: ‘${mode}’${more}`);
  let status = 0;
  for (const path of paths) {
    const stat = os.stat(path);
    if (stat === null) status = say(os, `chmod: cannot access '${path}': No such file or directory`);
    else os.setExecutable(path, symbolic ? symbolicMode(mode, stat.executable === true) : (Number.parseInt(mode, 8) & 0o100) !== 0);
  }
  return status;
});

function symbolicMode(mode: string, before: boolean): boolean {
  return mode.split(',').reduce((executable, each) => {
    const found = /^([ugoa]*)([-+=])(.*)$/.exec(each);
    if (found === null || (found[1] !== '' && !/[ua]/.test(found[1] ?? ''))) return executable;
    const named = (found[3] ?? '').includes('x');
    return found[2] === '=' ? named : named ? found[2] === '+' : executable;
  }, before);
}
