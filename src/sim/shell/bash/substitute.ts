// $(...) and <(...): a subshell whose output is gathered through a pipe.
import { closeDescriptor, makePipe, readDescriptor, setDescriptor } from '../machine/io.ts';
import type { Argument, Statement } from './ast.ts';
import type { Step } from './interpreter.ts';
import type { Needed } from './expand.ts';
import { complain } from './output.ts';
import { forkSubshell } from './jobs.ts';
import type { Expansion, Frame, Shell } from './shell-state.ts';

/** How much text one substitution gives, in UTF-16 units. */
const MAX_TEXT = 4 * 1_048_576;

/** Starts what an expansion needs; its result is put into `expansion` by the frame that this pushes. */
export function substitute(sh: Shell, needed: Needed): Step {
  const [reading, writing] = makePipe(sh.m);
  let descriptor = 60;
  while (sh.p.fds[descriptor] !== undefined) descriptor += 1;
  setDescriptor(sh.m, sh.p, descriptor, reading);
  const child = forkSubshell(sh, [{ kind: 'list', items: readingOnly(needed.body), at: 0, tested: false }], sh.p.pgid);
  if (child === null) {
    closeDescriptor(sh.m, sh.p, descriptor);
    sh.s.failed = true;
    return 'more';
  }
  setDescriptor(sh.m, child, 1, writing);
  closeDescriptor(sh.m, child, descriptor);
  sh.s.frames.push({ kind: 'substitute', pid: child.pid, descriptor, part: needed.part, process: needed.process, text: '', ended: false });
  return 'more';
}

/** `$(< file)` is the file's text: as `cat < file`. */
function readingOnly(body: readonly Statement[]): readonly Statement[] {
  const [statement] = body;
  const [pipeline] = statement?.pipelines ?? [];
  const [command] = pipeline?.commands ?? [];
  if (statement === undefined || pipeline === undefined || command === undefined || body.length + statement.pipelines.length + pipeline.commands.length !== 3) return body;
  if (command.kind !== 'simple' || command.args.length + command.assignments.length > 0 || command.redirects.length !== 1 || command.redirects[0]?.operator !== '<') return body;
  const cat: Argument = { kind: 'word', word: { text: 'cat', parts: [{ kind: 'text', text: 'cat', quoted: false }] } };
  return [{ ...statement, pipelines: [{ ...pipeline, commands: [{ ...command, args: [cat] }] }] }];
}

export function stepSubstitute(sh: Shell, frame: Extract<Frame, { kind: 'substitute' }>): Step {
  while (!frame.ended) {
    const read = readDescriptor(sh.m, sh.p, frame.descriptor, 'any');
    if (read === undefined) return 'blocked';
    if (read === null) frame.ended = true;
    else if (frame.text.length < MAX_TEXT) frame.text += read;
    else {
      // Nothing is cut in silence: the command fails, and its writer gets PIPE.
      complain(sh, `xrealloc: cannot allocate ${frame.text.length + read.length} bytes`);
      closeDescriptor(sh.m, sh.p, frame.descriptor);
      sh.s.frames.pop();
      sh.s.failed = true;
      return 'more';
    }
  }
  const told = sh.s.children[frame.pid];
  if (told === undefined || told.state === 'running') return 'blocked';
  delete sh.s.children[frame.pid];
  closeDescriptor(sh.m, sh.p, frame.descriptor);
  sh.s.frames.pop();
  sh.s.substituted = told.status;
  const below = sh.s.frames.at(-1);
  const expansion: Expansion | null = below !== undefined && 'expansion' in below ? below.expansion : null;
  if (expansion === null) return 'more';
  if (!frame.process) expansion.results[frame.part] = frame.text.replace(/\0/g, '').replace(/\n+$/, '');
  else {
    sh.m.used = null;
    const path = `/dev/fd/${frame.pid}`;
    sh.m.state.files[path] = { kind: 'file', text: frame.text, modifiedMs: sh.m.context.wallClockMs, executable: false };
    expansion.results[frame.part] = path;
  }
  return 'more';
}
