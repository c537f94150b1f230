// JSON paths of SQL/JSON as Calcite reads them: `lax $.a[0].b`, `strict $['k']`, `$.*`, `$..k`.
import type { Json } from '../expr/json.ts';

export type Step = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'element'; readonly index: number } | { readonly kind: 'all' } | { readonly kind: 'deep'; readonly name: string };

export interface JsonPath {
  readonly strict: boolean;
  readonly steps: readonly Step[];
  /** Whether it may lead to several places. */
  readonly several: boolean;
}

const STEP = /\.\.(\w+)|\.\*|\[\*\]|\.([\p{L}_$][\p{L}\p{N}_$-]*)|\.(\d[\w-]*)|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]|\[\s*(-?\d+)\s*\]|\."((?:[^"\\]|\\.)*)"/uy;

/** A path; null where the text is none. */
export function parsePath(text: string): JsonPath | null {
  const found = /^\s*(?:(lax|strict)\s+)?\$/i.exec(text);
  if (found === null) return null;
  const steps: Step[] = [];
  let at = found[0].length;
  const end = text.trimEnd().length;
  while (at < end) {
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) return null;
    const [all, deep, name, number, single, double, index, quoted] = step;
    const member = name ?? number ?? single ?? double ?? quoted;
    if (deep !== undefined) steps.push({ kind: 'deep', name: deep });
    else if (index !== undefined) steps.push({ kind: 'element', index: Number(index) });
    else if (member !== undefined) steps.push({ kind: 'member', name: member });
    else steps.push({ kind: 'all' });
    at += all.length;
  }
  return { strict: (found[1] ?? 'strict').toLowerCase() === 'strict', steps, several: steps.some((step) => step.kind === 'all' || step.kind === 'deep') };
}

/** The values that a path leads to; null where a step leads nowhere. */
export function follow(json: Json, path: JsonPath): readonly Json[] | null {
  let places: readonly Json[] = [json];
  for (const step of path.steps) {
    const next = places.flatMap((place) => stepInto(place, step, path.several));
    if (next.length === 0) return path.several ? [] : null;
    places = next;
  }
  return places;
}

function stepInto(place: Json, step: Step, several: boolean): readonly Json[] {
  switch (step.kind) {
    case 'member': {
      if (place.kind === 'array' && several) return place.items.flatMap((item) => stepInto(item, step, several));
      const found = place.kind === 'object' ? place.members.find(([name]) => name === step.name) : undefined;
      return found === undefined ? [] : [found[1]];
    }
    case 'element': {
      const item = place.kind === 'array' ? place.items.at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all': return below(place);
    case 'deep': return [...stepInto(place, { kind: 'member', name: step.name }, false), ...below(place).flatMap((child) => stepInto(child, step, several))];
  }
}

function below(place: Json): readonly Json[] {
  return place.kind === 'array' ? place.items : place.kind === 'object' ? place.members.map(([, value]) => value) : [];
}
