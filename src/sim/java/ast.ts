// A Java program as a tree, as far as the subset goes. Every node knows where it begins in the source.

export interface TypeNode {
  readonly at: number;
  /** The simple name; packages are left out. `var` where it is to be found out. */
  readonly name: string;
  readonly args: readonly TypeNode[];
  /** How many pairs of brackets. */
  readonly dims: number;
}

export interface Param {
  /** Null in a lambda that leaves it out. */
  readonly type: TypeNode | null;
  readonly name: string;
}

export type Expr = { readonly at: number } & (
  | { readonly kind: 'literal'; readonly type: 'int' | 'long' | 'float' | 'double' | 'boolean' | 'char' | 'String' | 'null'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expr; readonly place: Expr }
  /** `of` is null for a method of the class itself. */
  | { readonly kind: 'call'; readonly of: Expr | null; readonly name: string; readonly typeArgs: readonly TypeNode[]; readonly args: readonly Expr[] }
  | { readonly kind: 'new'; readonly type: TypeNode; readonly args: readonly Expr[]; readonly body: ClassNode | null }
  | { readonly kind: 'array'; readonly type: TypeNode; readonly size: Expr | null; readonly items: readonly Expr[] | null }
  | { readonly kind: 'unary'; readonly sign: '-' | '+' | '!' | '~'; readonly of: Expr }
  /** `++i` and `i++`. */
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly of: Expr }
  | { readonly kind: 'binary'; readonly sign: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choice'; readonly condition: Expr; readonly does: Expr; readonly otherwise: Expr }
  | { readonly kind: 'assign'; readonly to: Expr; readonly sign: string; readonly value: Expr }
  | { readonly kind: 'cast'; readonly type: TypeNode; readonly of: Expr }
  | { readonly kind: 'lambda'; readonly params: readonly Param[]; readonly body: Expr | readonly Stmt[] }
  | { readonly kind: 'reference'; readonly of: Expr; readonly name: string }
);

export type Stmt = { readonly at: number } & (
  | { readonly kind: 'local'; readonly type: TypeNode; readonly vars: readonly { readonly name: string; readonly value: Expr | null }[] }
  | { readonly kind: 'expression'; readonly of: Expr }
  | { readonly kind: 'if'; readonly condition: Expr; readonly does: Stmt; readonly otherwise: Stmt | null }
  | { readonly kind: 'while'; readonly condition: Expr; readonly body: Stmt; readonly atEnd: boolean }
  | { readonly kind: 'for'; readonly start: readonly Stmt[]; readonly condition: Expr | null; readonly step: readonly Expr[]; readonly body: Stmt }
  | { readonly kind: 'each'; readonly type: TypeNode; readonly name: string; readonly of: Expr; readonly body: Stmt }
  | { readonly kind: 'block'; readonly body: readonly Stmt[] }
  | { readonly kind: 'return'; readonly value: Expr | null }
  | { readonly kind: 'throw'; readonly value: Expr }
  | { readonly kind: 'break' | 'continue' }
);

export interface FieldNode {
  readonly at: number;
  readonly type: TypeNode;
  readonly name: string;
  readonly value: Expr | null;
  readonly isStatic: boolean;
}

export interface MethodNode {
  readonly at: number;
  /** `<init>` for a constructor. */
  readonly name: string;
  readonly returns: TypeNode;
  readonly params: readonly Param[];
  readonly body: readonly Stmt[];
  readonly isStatic: boolean;
}

export interface ClassNode {
  readonly at: number;
  readonly name: string;
  readonly isRecord: boolean;
  readonly isPublic: boolean;
  /** What it extends or implements: functions say so what kind they are. */
  readonly supers: readonly TypeNode[];
  readonly fields: readonly FieldNode[];
  readonly methods: readonly MethodNode[];
  readonly classes: readonly ClassNode[];
}

export interface ProgramNode {
  readonly classes: readonly ClassNode[];
  /** Statements that stand outside of any class: a snippet. */
  readonly statements: readonly Stmt[];
}
