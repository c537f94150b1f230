// jq's filters after parsing: plain data.

export type Filter =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  /** Text with `\(...)` inside; `format` is @csv and so on, applied to what is interpolated. */
  | { readonly kind: 'text'; readonly parts: readonly (string | Filter)[]; readonly format: string | null }
  | { readonly kind: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from: Filter | null; readonly to: Filter | null }
  | { readonly kind: 'iterate'; readonly of: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly otherwise: Filter | null }
  | { readonly kind: 'pipe'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'comma'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'update'; readonly operator: string; readonly path: Filter; readonly value: Filter }
  | { readonly kind: 'negate'; readonly of: Filter }
  | { readonly kind: 'array'; readonly of: Filter | null }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | { readonly kind: 'if'; readonly test: Filter; readonly yes: Filter; readonly no: Filter | null }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'as'; readonly source: Filter; readonly name: string; readonly body: Filter }
  | { readonly kind: 'reduce'; readonly source: Filter; readonly name: string; readonly init: Filter; readonly step: Filter }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
