// The shape of an awk program after parsing: plain data.

export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** A bare expression between slashes: matches $0, or is the pattern of ~ and of functions. */
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expr }
  | { readonly kind: 'element'; readonly name: string; readonly index: readonly Expr[] }
  | { readonly kind: 'in'; readonly index: readonly Expr[]; readonly name: string }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Expr; readonly value: Expr }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Expr }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expr }
  | { readonly kind: 'match'; readonly negated: boolean; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'conditional'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly builtin: boolean }
  | { readonly kind: 'getline'; readonly target: Expr | null; readonly file: Expr | null }
  | { readonly kind: 'group'; readonly items: readonly Expr[] };

export type Stmt =
  | { readonly kind: 'block'; readonly body: readonly Stmt[] }
  | { readonly kind: 'expr'; readonly expr: Expr }
  | { readonly kind: 'print'; readonly format: boolean; readonly args: readonly Expr[]; readonly to: { readonly append: boolean; readonly file: Expr } | null }
  | { readonly kind: 'if'; readonly test: Expr; readonly yes: Stmt; readonly no: Stmt | null }
  | { readonly kind: 'while'; readonly test: Expr; readonly body: Stmt; readonly first: boolean }
  | { readonly kind: 'for'; readonly init: Stmt | null; readonly test: Expr | null; readonly step: Stmt | null; readonly body: Stmt }
  | { readonly kind: 'each'; readonly name: string; readonly array: string; readonly body: Stmt }
  | { readonly kind: 'delete'; readonly name: string; readonly index: readonly Expr[] | null }
  | { readonly kind: 'leave'; readonly how: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly kind: 'exit'; readonly status: Expr | null }
  | { readonly kind: 'return'; readonly value: Expr | null };

export interface Rule {
  readonly when: 'BEGIN' | 'END' | 'line';
  readonly from: Expr | null;
  readonly to: Expr | null;
  /** Null prints the record. */
  readonly body: Stmt | null;
}

export interface AwkFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Stmt;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: readonly AwkFunction[];
}

export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'keyword' | 'sign' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}
