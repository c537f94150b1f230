// read, mapfile and getopts: their options, and what they ask of the frames that do the reading.
import { addressOf } from '../machine/process.ts';
import type { Builtin } from './builtins.ts';
import { complain } from './output.ts';
import { setReadPrompt } from './read.ts';
import type { Shell } from './shell-state.ts';
import { assign, valueOf } from './variables.ts';

/** Options in front of the names; each letter of `withValue` takes the rest of its word or the next one. */
function optionsOf(fields: readonly string[], withValue: string): { readonly flags: string; readonly values: Readonly<Record<string, string>>; readonly names: readonly string[] } {
  let flags = '';
  const values: Record<string, string> = {};
  let at = 1;
  for (; at < fields.length && /^-./.test(fields[at] ?? ''); at += 1) {
    const arg = fields[at] ?? '';
    if (arg === '--') return { flags, values, names: fields.slice(at + 1) };
    for (let i = 1; i < arg.length; i += 1) {
      const letter = arg[i] ?? '';
      if (!withValue.includes(letter)) {
        flags += letter;
        continue;
      }
      const rest = arg.slice(i + 1);
      values[letter] = rest === '' ? (fields[at + 1] ?? '') : rest;
      if (rest === '') at += 1;
      break;
    }
  }
  return { flags, values, names: fields.slice(at) };
}

function read(sh: Shell, fields: readonly string[]): number | null {
  const { flags, values, names } = optionsOf(fields, 'dnNtpuia');
  const bad = names.find((each) => !/^[A-Za-z_]\w*(\[.*\])?$/.test(each));
  if (bad !== undefined) {
    complain(sh, `read: \`${bad}': not a valid identifier`);
    return 1;
  }
  const timeout = values['t'];
  if (timeout !== undefined && !/^\d*\.?\d+$/.test(timeout)) {
    complain(sh, `read: ${timeout}: invalid timeout specification`);
    return 1;
  }
  if (values['p'] !== undefined) setReadPrompt(sh, values['p']);
  const waits = Math.round(Number(timeout ?? 0) * 1_000_000);
  if (waits > 0) sh.m.context.at(addressOf(sh.p.pid)).schedule(waits, { kind: 'ReadTimeout' });
  const array = values['a'];
  sh.s.frames.push({
    kind: 'read', names: array === undefined ? names : [array], raw: flags.includes('r'), array: array !== undefined, descriptor: Number(values['u'] ?? 0),
    delimiter: values['d'] === undefined ? '\n' : values['d'].slice(0, 1) || '\u0000', limit: Number(values['N'] ?? values['n'] ?? -1), exact: values['N'] !== undefined,
    deadline: waits > 0 ? sh.m.context.now + waits : -1, text: '',
  });
  return null;
}

function mapfile(sh: Shell, fields: readonly string[]): number | null {
  const { flags, values, names } = optionsOf(fields, 'dnOsuCc');
  sh.s.frames.push({
    kind: 'mapfile', name: names[0] ?? 'MAPFILE', descriptor: Number(values['u'] ?? 0), delimiter: values['d'] === undefined ? '\n' : values['d'].slice(0, 1) || '\u0000', strip: flags.includes('t'),
    count: Number(values['n'] ?? 0), skip: Number(values['s'] ?? 0), origin: Number(values['O'] ?? 0), text: '',
  });
  return null;
}

/** One option at a time: OPTIND says which word is next, `getoptsAt` where in it. */
function getopts(sh: Shell, fields: readonly string[]): number {
  const [, spec = '', name = ''] = fields;
  const args = fields.length > 3 ? fields.slice(3) : sh.s.positional;
  const silent = spec.startsWith(':');
  const index = Math.max(1, Number(valueOf(sh, 'OPTIND') ?? 1) || 1);
  const word = args[index - 1] ?? '';
  const inside = sh.s.getoptsAt > 0 && sh.s.getoptsAt < word.length;
  const end = (next: number): number => {
    sh.s.getoptsAt = 0;
    assign(sh, 'OPTIND', String(next));
    assign(sh, name, '?');
    return 1;
  };
  if (!inside && (!word.startsWith('-') || word === '-')) return end(index);
  if (!inside && word === '--') return end(index + 1);
  const at = inside ? sh.s.getoptsAt : 1;
  const letter = word[at] ?? '';
  const known = letter !== ':' && spec.includes(letter);
  const takes = known && spec[spec.indexOf(letter) + 1] === ':';
  const rest = word.slice(at + 1);
  sh.s.getoptsAt = takes || rest === '' ? 0 : at + 1;
  let next = sh.s.getoptsAt === 0 ? index + 1 : index;
  let [found, argument] = [letter, ''];
  if (!known) {
    found = '?';
    argument = silent ? letter : '';
    if (!silent) complain(sh, `illegal option -- ${letter}`);
  } else if (takes && rest !== '') argument = rest;
  else if (takes && index < args.length) {
    argument = args[index] ?? '';
    next = index + 2;
  } else if (takes) {
    found = silent ? ':' : '?';
    argument = silent ? letter : '';
    if (!silent) complain(sh, `option requires an argument -- ${letter}`);
  }
  assign(sh, name, found);
  assign(sh, 'OPTARG', argument);
  assign(sh, 'OPTIND', String(next));
  return 0;
}

export const readingBuiltins: Readonly<Record<string, Builtin>> = { read, mapfile, readarray: mapfile, getopts };
