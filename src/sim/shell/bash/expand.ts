// Words become fields: parameters, command substitutions, arithmetic, splitting, globbing, quoting, in bash's order.
import { assert } from '../../kernel/assert.ts';
import type { Part, Statement, Word } from './ast.ts';
import { evaluate } from './arithmetic.ts';
import { complain } from './output.ts';
import { parameterFields } from './parameter.ts';
import { type Char, hasPattern } from '../pattern.ts';
import { glob } from './glob.ts';
import type { Expansion, Shell } from './shell-state.ts';
import { valueOf } from './variables.ts';

/** A command substitution that has to run before a word can be expanded: the caller does it and asks again. */
export interface Needed {
  readonly part: number;
  readonly body: readonly Statement[];
  readonly process: boolean;
}

/** One expanded piece: characters, split where not quoted; `breaks` stands between elements of "$@". */
export type Piece = { readonly text: string; readonly quoted: boolean; readonly split: boolean } | { readonly kind: 'break' };

/** Expands one word into fields appended to the expansion; what is needed first, or null when done. */
export function expandWord(sh: Shell, word: Word, expansion: Expansion): Needed | null {
  const pieces = expandParts(sh, word.parts, expansion, true);
  if ('part' in pieces) return pieces;
  expansion.fields.push(...fieldsOf(sh, pieces));
  expansion.results = {};
  return null;
}

/** Expands a word without splitting and globbing (an assignment, a redirection's text); its text, or what is needed. */
export function expandText(sh: Shell, word: Word, expansion: Expansion): string | Needed {
  const pieces = expandParts(sh, word.parts, expansion, false);
  if ('part' in pieces) return pieces;
  return pieces.map((each) => ('kind' in each ? ' ' : each.text)).join('');
}

/** Expands a word as a pattern: what is quoted stands for itself. */
export function expandPattern(sh: Shell, word: Word, expansion: Expansion): Char[] | Needed {
  const pieces = expandParts(sh, word.parts, expansion, false);
  if ('part' in pieces) return pieces;
  return pieces.flatMap((each) => ('kind' in each ? [] : [...each.text].map((char) => ({ char, active: !each.quoted }))));
}

export function expandParts(sh: Shell, parts: readonly Part[], expansion: Expansion, splits: boolean): Piece[] | Needed {
  const out: Piece[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    assert(part !== undefined, 'a part of the word');
    switch (part.kind) {
      case 'text': {
        const text = index === 0 && !part.quoted ? tilde(sh, part.text, parts.length === 1) : part.text;
        out.push({ text, quoted: part.quoted || text !== part.text, split: false });
        break;
      }
      case 'parameter': {
        const pieces = parameterFields(sh, part, expansion, splits);
        if ('part' in pieces) return pieces;
        out.push(...pieces);
        break;
      }
      case 'command':
      case 'process': {
        const result = expansion.results[part.id];
        if (result === undefined) return { part: part.id, body: part.body, process: part.kind === 'process' };
        const quoted = part.kind === 'process' || part.quoted;
        out.push({ text: result, quoted, split: !quoted });
        break;
      }
      case 'arithmetic': {
        const value = arithmeticOnce(sh, part.id, part.expression, expansion);
        if (typeof value !== 'string') return value;
        out.push({ text: value, quoted: part.quoted, split: !part.quoted });
        break;
      }
    }
  }
  return out;
}

/** The value of an arithmetic expression; worked out once for a word, however often that pauses. */
function arithmeticOnce(sh: Shell, id: number, expression: Word, expansion: Expansion): string | Needed {
  const known = expansion.results[id];
  if (known !== undefined) return known;
  const text = expandText(sh, expression, expansion);
  if (typeof text !== 'string') return text;
  const value = evaluate(sh, text);
  if (typeof value === 'string') {
    complain(sh, value);
    sh.s.failed = true;
  }
  const result = typeof value === 'string' ? '' : String(value);
  expansion.results[id] = result;
  return result;
}

function tilde(sh: Shell, text: string, alone: boolean): string {
  const found = /^~(\+|-|[a-z]*)(?=\/|$)/.exec(text);
  if (found === null || (!alone && found[0] === text && text !== '~')) return text;
  const rest = text.slice(found[0].length);
  if (found[1] === '+') return sh.p.cwd + rest;
  if (found[1] === '-') return (valueOf(sh, 'OLDPWD') ?? '~-') + rest;
  if (found[1] !== '' && found[1] !== sh.m.state.user) return text;
  return (valueOf(sh, 'HOME') ?? sh.m.state.home) + rest;
}

/** Splits at IFS, then globs. */
function fieldsOf(sh: Shell, pieces: readonly Piece[]): string[] {
  const ifs = valueOf(sh, 'IFS') ?? ' \t\n';
  const fields: Char[][] = [];
  let field: Char[] | null = null;
  const end = (): void => {
    if (field !== null) fields.push(field);
    field = null;
  };
  for (const piece of pieces) {
    if ('kind' in piece) {
      end();
      continue;
    }
    if (!piece.split) {
      if (piece.text !== '' || piece.quoted) field = [...(field ?? []), ...[...piece.text].map((char) => ({ char, active: !piece.quoted }))];
      continue;
    }
    for (const char of piece.text) {
      if (!ifs.includes(char)) (field ??= []).push({ char, active: true });
      else if (/\s/.test(char)) end();
      else {
        field ??= [];
        end();
      }
    }
  }
  end();
  return fields.flatMap((chars) => {
    if (sh.s.options['f'] !== true && hasPattern(chars)) {
      const found = glob(sh, chars);
      if (found.length > 0) return found;
    }
    return [chars.map((each) => each.char).join('')];
  });
}

