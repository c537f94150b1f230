// Loops, conditions, cases, groups and functions: how each goes on from where it stands.
import { evaluate } from './arithmetic.ts';
import type { Command } from './ast.ts';
import { expandPattern, expandText, expandWord } from './expand.ts';
import type { Step } from './interpreter.ts';
import { addJob, forkSubshell } from './jobs.ts';
import { complain } from './output.ts';
import { matchesPattern } from '../pattern.ts';
import { type Frame, newExpansion, type Shell } from './shell-state.ts';
import { substitute } from './substitute.ts';
import { stepTest } from './test-command.ts';
import { assign } from './variables.ts';

type Compound = Extract<Frame, { kind: 'command' | 'if' | 'while' | 'for' | 'for-arithmetic' | 'case' | 'test' | 'arithmetic' }>;

export function stepCompound(sh: Shell, frame: Compound): Step {
  switch (frame.kind) {
    case 'command':
      sh.s.frames.pop();
      return begin(sh, frame.node);
    case 'if':
      return stepIf(sh, frame);
    case 'while':
      return stepWhile(sh, frame);
    case 'for':
      return stepFor(sh, frame);
    case 'for-arithmetic':
      return stepForArithmetic(sh, frame);
    case 'case':
      return stepCase(sh, frame);
    case 'test':
      return stepTest(sh, frame);
    case 'arithmetic': {
      const text = expandText(sh, frame.expression, frame.expansion);
      if (typeof text !== 'string') return substitute(sh, text);
      sh.s.frames.pop();
      const value = evaluate(sh, text);
      if (typeof value === 'string') complain(sh, `((: ${value}`);
      sh.s.status = typeof value === 'string' || value === 0n ? 1 : 0;
      return 'more';
    }
  }
}

function begin(sh: Shell, node: Command): Step {
  const frames = sh.s.frames;
  if (node.kind !== 'simple' && node.redirects.length > 0 && node.kind !== 'subshell') {
    frames.push({ kind: 'redirect', redirects: node.redirects, node, expansion: newExpansion() });
    return 'more';
  }
  switch (node.kind) {
    case 'simple':
      frames.push({ kind: 'simple', node, phase: 'words', expansion: newExpansion(), fields: [], values: [] });
      break;
    case 'function':
      sh.s.functions[node.name] = Object.freeze({ body: node.body, text: node.text });
      sh.s.status = 0;
      break;
    case 'group':
      frames.push({ kind: 'list', items: node.body, at: 0, tested: false });
      break;
    case 'subshell': {
      const group: Command = Object.freeze({ kind: 'group' as const, body: node.body, redirects: node.redirects });
      if (frames.length === 0 && !sh.s.interactive && !Object.hasOwn(sh.s.traps, 'EXIT')) {
        frames.push({ kind: 'command', node: group });
        break;
      }
      const child = forkSubshell(sh, [{ kind: 'command', node: group }], 0);
      if (child !== null) frames.push({ kind: 'wait-foreground', job: addJob(sh, [child], '( ... )', true).id });
      break;
    }
    case 'if':
      frames.push({ kind: 'if', node, at: 0 });
      break;
    case 'while':
      frames.push({ kind: 'while', node, phase: 'test', last: 0 });
      break;
    case 'for':
      frames.push({ kind: 'for', node, expansion: newExpansion(), words: null, at: 0 });
      break;
    case 'for-arithmetic':
      frames.push({ kind: 'for-arithmetic', node, expansion: newExpansion(), phase: 'start', last: 0 });
      break;
    case 'case':
      frames.push({ kind: 'case', node, expansion: newExpansion(), at: 0, subject: '', ready: false, through: false });
      break;
    case 'test':
      frames.push({ kind: 'test', node: node.expression, expansion: newExpansion() });
      break;
    case 'arithmetic':
      frames.push({ kind: 'arithmetic', expression: node.expression, expansion: newExpansion() });
      break;
  }
  return 'more';
}

/** `at` counts: even before the test of a branch, odd after it. */
function stepIf(sh: Shell, frame: Extract<Frame, { kind: 'if' }>): Step {
  const branch = frame.node.branches[frame.at >> 1];
  const frames = sh.s.frames;
  if (branch === undefined) {
    frames.pop();
    sh.s.status = 0;
    if (frame.node.otherwise !== null) frames.push({ kind: 'list', items: frame.node.otherwise, at: 0, tested: false });
    return 'more';
  }
  const tested = frame.at % 2 === 1;
  frame.at += 1;
  if (!tested) frames.push({ kind: 'list', items: branch.test, at: 0, tested: true });
  else if (sh.s.status === 0) {
    frames.pop();
    frames.push({ kind: 'list', items: branch.body, at: 0, tested: false });
  }
  return 'more';
}

function stepWhile(sh: Shell, frame: Extract<Frame, { kind: 'while' }>): Step {
  const frames = sh.s.frames;
  switch (frame.phase) {
    case 'test':
      frame.phase = 'check';
      frames.push({ kind: 'list', items: frame.node.test, at: 0, tested: true });
      return 'more';
    case 'check':
      if ((sh.s.status === 0) === frame.node.until) {
        frames.pop();
        sh.s.status = frame.last;
        return 'more';
      }
      frame.phase = 'body';
      frames.push({ kind: 'list', items: frame.node.body, at: 0, tested: false });
      return 'more';
    case 'body':
      frame.last = sh.s.status;
      frame.phase = 'test';
      return 'more';
  }
}

function stepFor(sh: Shell, frame: Extract<Frame, { kind: 'for' }>): Step {
  const words = frame.node.words;
  if (frame.words === null) {
    while (words !== null && frame.expansion.at < words.length) {
      const word = words[frame.expansion.at];
      const needed = word === undefined ? null : expandWord(sh, word, frame.expansion);
      if (needed !== null) return substitute(sh, needed);
      frame.expansion.at += 1;
      if (sh.s.failed) return 'more';
    }
    frame.words = words === null ? [...sh.s.positional] : [...frame.expansion.fields];
    frame.expansion = newExpansion();
    sh.s.status = 0;
  }
  const next = frame.words[frame.at];
  frame.at += 1;
  if (next === undefined) sh.s.frames.pop();
  else {
    assign(sh, frame.node.name, next);
    sh.s.frames.push({ kind: 'list', items: frame.node.body, at: 0, tested: false });
  }
  return 'more';
}

function stepForArithmetic(sh: Shell, frame: Extract<Frame, { kind: 'for-arithmetic' }>): Step {
  const index = frame.phase === 'start' ? 0 : frame.phase === 'test' ? 1 : 2;
  if (frame.phase === 'update') frame.last = sh.s.status;
  const text = expandText(sh, frame.node.expressions[index], frame.expansion);
  if (typeof text !== 'string') return substitute(sh, text);
  frame.expansion = newExpansion();
  const value = text.trim() === '' && frame.phase === 'test' ? 1n : evaluate(sh, text);
  if (typeof value === 'string') {
    complain(sh, `((: ${value}`);
    sh.s.frames.pop();
    sh.s.status = 1;
    return 'more';
  }
  if (frame.phase !== 'test') {
    frame.phase = 'test';
    return 'more';
  }
  if (value === 0n) {
    sh.s.frames.pop();
    sh.s.status = frame.last;
    return 'more';
  }
  frame.phase = 'update';
  sh.s.frames.push({ kind: 'list', items: frame.node.body, at: 0, tested: false });
  return 'more';
}

function stepCase(sh: Shell, frame: Extract<Frame, { kind: 'case' }>): Step {
  if (!frame.ready) {
    const subject = expandText(sh, frame.node.word, frame.expansion);
    if (typeof subject !== 'string') return substitute(sh, subject);
    frame.subject = subject;
    frame.ready = true;
    frame.expansion = newExpansion();
    sh.s.status = 0;
  }
  const item = frame.node.items[frame.at];
  if (item === undefined) {
    sh.s.frames.pop();
    return 'more';
  }
  let fits = frame.through;
  for (const pattern of fits ? [] : item.patterns) {
    const chars = expandPattern(sh, pattern, frame.expansion);
    if ('part' in chars) return substitute(sh, chars);
    fits ||= matchesPattern(chars, frame.subject);
  }
  frame.expansion = newExpansion();
  frame.at += 1;
  if (!fits) return 'more';
  frame.through = item.end === ';&';
  if (item.end === ';;') sh.s.frames.pop();
  sh.s.frames.push({ kind: 'list', items: item.body, at: 0, tested: false });
  return 'more';
}

