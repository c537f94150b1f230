// Circles of imports: files of one folder may call one another, files of different folders may not, since then the first one loaded decides whether a name exists.
import ts from 'typescript';
import { parse, resolve, type SourceFile } from './source.ts';

/** Each circle that leaves its folder, as `path:1: what and the remedy`. Types don't count: they are gone when the code runs. */
export function circles(files: readonly SourceFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const edges = new Map(files.map((file) => [file.path, importedValues(file).filter((path) => known.has(path))]));
  return strongComponents(edges)
    .filter((circle) => new Set(circle.map(folderOf)).size > 1)
    .map((circle) => {
      const way = shortestCircle(circle, edges);
      return `${way[0] ?? ''}:1: imports itself by way of ${way.slice(1).join(', ')}: move what both need to a file of its own`;
    });
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function importedValues(file: SourceFile): string[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const name = statement.moduleSpecifier;
    if (name === undefined || !ts.isStringLiteral(name) || !name.text.startsWith('.') || onlyTypes(statement)) return [];
    return [resolve(file.path, name.text)];
  });
}

function onlyTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  const names = clause.namedBindings;
  return clause.isTypeOnly || (clause.name === undefined && names !== undefined && ts.isNamedImports(names) && names.elements.every((name) => name.isTypeOnly));
}

/** Tarjan's strongly connected components of more than one file. */
function strongComponents(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    let lowest = own;
    stack.push(path);
    for (const to of edges.get(path) ?? []) {
      if (!index.has(to)) lowest = Math.min(lowest, visit(to));
      else if (stack.includes(to)) lowest = Math.min(lowest, index.get(to) ?? own);
    }
    if (lowest === own) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) found.push(circle);
    }
    return lowest;
  };
  for (const path of edges.keys()) if (!index.has(path)) visit(path);
  return found;
}

/** The shortest way from a file of the circle through another folder back to it. */
function shortestCircle(circle: readonly string[], edges: ReadonlyMap<string, readonly string[]>): string[] {
  const inside = new Set(circle);
  let best: string[] = [...circle];
  for (const start of circle) {
    const before = new Map<string, string>();
    const queue = [start];
    for (let at = 0; at < queue.length; at += 1) {
      for (const to of edges.get(queue[at] ?? '') ?? []) {
        if (!inside.has(to) || before.has(to)) continue;
        before.set(to, queue[at] ?? '');
        queue.push(to);
      }
    }
    const way = [start];
    for (let at = before.get(start); at !== undefined && at !== start && way.length <= circle.length; at = before.get(at)) way.splice(1, 0, at);
    if (way.length < best.length && new Set(way.map(folderOf)).size > 1) best = way;
  }
  return best;
}
