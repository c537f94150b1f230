// temporary
export function javaMapOrder(keys: readonly string[]): string[] { return [...keys]; }
