// Where an interactive shell reads: the prompt, lines that go on, history, aliases.
import { readDescriptor } from '../machine/io.ts';
import { resolvePath } from '../machine/path.ts';
import { expandHistory, openQuote } from './history-expansion.ts';
import { leave, type Step } from './interpreter.ts';
import { tellJobs } from './jobs.ts';
import { notice, write } from './output.ts';
import { parseScript } from './parse.ts';
import { openHereDocument } from './syntax-error.ts';
import { type Frame, MAX_HISTORY, type Shell } from './shell-state.ts';
import { valueOf } from './variables.ts';

export function stepRepl(sh: Shell, frame: Extract<Frame, { kind: 'repl' }>): Step {
  const { m, p, s } = sh;
  const tty = m.state.ttys[p.tty];
  if (!frame.prompted && frame.pending === '') tellJobs(sh);
  if (!frame.prompted && s.interactive && tty !== undefined) {
    tty.prompt = frame.pending === '' ? promptText(sh) : (valueOf(sh, 'PS2') ?? '> ');
    tty.waiting = 'shell';
  }
  frame.prompted = true;
  const fact = tty?.input[0]?.fact ?? -1;
  const line = readDescriptor(m, p, 0, 'line');
  if (line === undefined) return 'blocked';
  frame.prompted = false;
  if (tty !== undefined) tty.prompt = '';
  if (line === null) return endOfInput(sh, frame);
  if (s.interactive) {
    const about = [`tty/${p.tty}`];
    const params = { tty: p.tty, text: line.replace(/\n$/, '') };
    if (fact >= 0) m.context.note('command-entered', params, about, fact);
    else m.context.note('command-entered', params, about);
  }
  const expanded = historyExpanded(sh, frame, line);
  if (expanded === null) return 'more';
  const text = frame.pending + expanded;
  const source = expandAliases(sh, text.replace(/\n$/, ''));
  const parsed = parseScript(source, s.line, s.options['extglob'] === true);
  if (parsed.kind === 'incomplete') {
    frame.pending = text;
    return 'more';
  }
  frame.pending = '';
  remember(sh, text.replace(/\n$/, ''));
  s.exiting = false;
  if (parsed.kind === 'error') {
    write(sh, 2, `${s.name}: ${s.interactive ? '' : `line ${parsed.line}: `}${parsed.message}\n`);
    s.status = 2;
    return 'more';
  }
  s.frames.push({ kind: 'list', items: parsed.statements, at: 0, tested: false });
  return 'more';
}

/** The line with its history expansions, which are shown; null where there is nothing to run. */
function historyExpanded(sh: Shell, frame: Extract<Frame, { kind: 'repl' }>, line: string): string | null {
  const { s } = sh;
  if (!s.interactive || s.options['H'] === false || openHereDocument(frame.pending) !== null) return line;
  const expanded = expandHistory(line.replace(/\n$/, ''), s.history, openQuote(frame.pending), s.options['extglob'] === true, s.remembered);
  if (expanded.kind === 'same') return line;
  write(sh, 2, expanded.kind === 'error' ? `${s.name}: ${expanded.message}\n` : `${expanded.text}\n`);
  if (expanded.kind === 'error') return null;
  s.remembered = expanded.remembered;
  if (!expanded.run) remember(sh, expanded.text);
  return expanded.run ? `${expanded.text}\n` : null;
}

function endOfInput(sh: Shell, frame: Extract<Frame, { kind: 'repl' }>): Step {
  if (frame.pending !== '') {
    write(sh, 2, `${sh.s.name}: syntax error: unexpected end of file\n`);
    frame.pending = '';
    sh.s.status = 2;
    return 'more';
  }
  if (sh.s.interactive) {
    notice(sh, 'exit\n');
    if (sh.s.jobs.some((each) => each.told === 'Stopped') && !sh.s.exiting) {
      notice(sh, 'There are stopped jobs.\n');
      sh.s.exiting = true;
      return 'more';
    }
  }
  leave(sh, sh.s.status);
  return 'more';
}

/** `user@host:folder$ `, with the home folder as ~. */
function promptText(sh: Shell): string {
  const home = valueOf(sh, 'HOME') ?? sh.m.state.home;
  const cwd = resolvePath(sh.p.cwd, '.');
  return `${sh.m.state.user}@laptop:${cwd === home ? '~' : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd}$ `;
}

function remember(sh: Shell, text: string): void {
  if (!sh.s.interactive || text.trim() === '') return;
  sh.s.history.push(text);
  if (sh.s.history.length > MAX_HISTORY) sh.s.history.shift();
}

/** Aliases at the places of commands, by the words of the text; one round for each name. */
function expandAliases(sh: Shell, text: string): string {
  const names = Object.keys(sh.s.aliases);
  if (names.length === 0) return text;
  const done = new Set<string>();
  let source = text;
  for (let round = 0; round < 8; round += 1) {
    let changed = false;
    source = source.replace(/(^|[;&|(]\s*|\b(?:do|then|else)\s+)(\s*)([\w.-]+)(?=$|[\s;&|)])/g, (whole, before: string, blank: string, name: string) => {
      if (!Object.hasOwn(sh.s.aliases, name) || done.has(name)) return whole;
      changed = true;
      done.add(name);
      return `${before}${blank}${sh.s.aliases[name] ?? ''}`;
    });
    if (!changed) return source;
  }
  return source;
}
