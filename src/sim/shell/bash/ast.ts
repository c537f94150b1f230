// The shell's own syntax tree: what the interpreter walks. Plain frozen data, so that a paused shell is plain data too.

/** A piece of a word. `quoted` text is neither split nor globbed. `id` names the piece within its script. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | ParameterPart
  | { readonly kind: 'command'; readonly id: number; readonly body: readonly Statement[]; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly id: number; readonly expression: Word; readonly quoted: boolean }
  | { readonly kind: 'process'; readonly id: number; readonly body: readonly Statement[]; readonly output: boolean };

/** `$x` and `${x...}`. `text` is the source, for messages. */
export interface ParameterPart {
  readonly kind: 'parameter';
  readonly id: number;
  readonly name: string;
  readonly prefix: '!' | '#' | '';
  readonly index: Word | null;
  readonly operator: string;
  readonly operands: readonly Word[];
  readonly quoted: boolean;
  readonly text: string;
}

export interface Word {
  readonly text: string;
  readonly parts: readonly Part[];
}

export interface Assignment {
  readonly name: string;
  readonly append: boolean;
  readonly index: Word | null;
  readonly value: Word;
  /** The elements of `name=(...)`, null for a scalar. `[key]=value` elements carry their key. */
  readonly elements: readonly { readonly key: Word | null; readonly value: Word }[] | null;
}

export type Argument = { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'assignment'; readonly assignment: Assignment };

export interface Redirect {
  readonly operator: '>' | '>>' | '<' | '<>' | '<&' | '>&' | '>|' | '&>' | '&>>' | '<<<' | '<<';
  /** The descriptor before the operator, -1 where none is written. */
  readonly descriptor: number;
  /** A file name, a descriptor, the text of a here-document or here-string. */
  readonly target: Word;
}

export interface Statement {
  readonly pipelines: readonly Pipeline[];
  readonly operators: readonly ('&&' | '||')[];
  readonly background: boolean;
  /** The source, for the job table. */
  readonly text: string;
}

export interface Pipeline {
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly Command[];
  /** Whether command i sends its standard error along (`|&`). */
  readonly errorsToo: readonly boolean[];
  readonly text: string;
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly args: readonly Argument[];
  readonly redirects: readonly Redirect[];
}

export type Command = SimpleCommand | CompoundCommand | FunctionCommand;

export interface FunctionCommand {
  readonly kind: 'function';
  readonly name: string;
  readonly body: Command;
  readonly text: string;
  readonly redirects: readonly Redirect[];
}

export type CompoundCommand =
  | { readonly kind: 'if'; readonly branches: readonly { readonly test: readonly Statement[]; readonly body: readonly Statement[] }[]; readonly otherwise: readonly Statement[] | null; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'while'; readonly until: boolean; readonly test: readonly Statement[]; readonly body: readonly Statement[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[] | null; readonly body: readonly Statement[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'for-arithmetic'; readonly expressions: readonly [Word, Word, Word]; readonly body: readonly Statement[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'case'; readonly word: Word; readonly items: readonly CaseItem[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'group'; readonly body: readonly Statement[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'subshell'; readonly body: readonly Statement[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'test'; readonly expression: TestNode; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly redirects: readonly Redirect[] };

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: readonly Statement[];
  readonly end: ';;' | ';&' | ';;&';
}

/** What stands in `[[ ]]`. */
export type TestNode =
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly operands: readonly TestNode[] }
  | { readonly kind: 'not'; readonly operand: TestNode };
