// The SELECT of the small database: one table, a condition, grouping with aggregates, an order and a limit; problems in PostgreSQL's words.
import { condition } from '../micro-batch/condition.ts';
import type { Cell } from '../micro-batch/row.ts';
import type { StoredTable } from './tables.ts';

export type Selected = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] } | { readonly problem: string };

interface Item {
  /** Empty for the column itself. */
  readonly aggregate: string;
  /** `*` for all. */
  readonly column: string;
  readonly as: string;
}

interface Query {
  readonly items: readonly Item[];
  readonly table: string;
  readonly where: string;
  readonly groupBy: readonly string[];
  readonly orderBy: readonly { readonly name: string; readonly descending: boolean }[];
  readonly limit: number;
}

class Refused extends Error {}

const CLAUSES = /\b(FROM|WHERE|GROUP\s+BY|ORDER\s+BY|LIMIT)\b/gi;

/** Runs a SELECT over the tables. Never throws. */
export function select(sql: string, tables: readonly StoredTable[]): Selected {
  try {
    return run(parse(sql), tables);
  } catch (error) {
    if (error instanceof Refused) return { problem: `ERROR:  ${error.message}` };
    throw error;
  }
}

function parse(sql: string): Query {
  const text = sql.trim().replace(/;$/, '');
  // Literals are put aside, so that no word in them is taken for a clause.
  const literals: string[] = [];
  const bare = text.replace(/'(?:[^']|'')*'/g, (literal) => `\u0001${literals.push(inConditions(literal)) - 1}\u0002`);
  const back = (part: string): string => part.replace(/\u0001(\d+)\u0002/g, (_, at: string) => literals[Number(at)] ?? '').trim();
  const [, rest] = /^SELECT\s+([^]*)$/i.exec(bare) ?? [];
  if (rest === undefined) throw new Refused(`syntax error at or near "${text.split(/\s/)[0] ?? ''}"`);
  const parts = rest.split(CLAUSES);
  const clauses: Record<string, string> = {};
  for (let at = 1; at < parts.length; at += 2) clauses[(parts[at] ?? '').toUpperCase().replace(/\s+/g, ' ')] = back(parts[at + 1] ?? '');
  const table = clauses['FROM'] ?? '';
  if (!/^\w+$/.test(table)) throw new Refused(table === '' ? 'syntax error at end of input' : `syntax error at or near "${table.split(/\W+/)[1] ?? table}"`);
  const limit = clauses['LIMIT'] ?? '';
  if (limit !== '' && !/^\d+$/.test(limit)) throw new Refused(`invalid input syntax for type bigint: "${limit}"`);
  return {
    items: list(back(parts[0] ?? '')).map(item), table, where: clauses['WHERE'] ?? '', groupBy: list(clauses['GROUP BY'] ?? ''), limit: limit === '' ? Infinity : Number(limit),
    orderBy: list(clauses['ORDER BY'] ?? '').map((one) => {
      const [, name = one, way = ''] = /^(.*?)(?:\s+(ASC|DESC))?$/i.exec(one) ?? [];
      return { name: name.replace(/\s+/g, ''), descending: way.toUpperCase() === 'DESC' };
    }),
  };
}

/** A literal as the language of conditions writes it: a quote in it has a backslash where SQL doubles it. */
const inConditions = (literal: string): string => `'${literal.slice(1, -1).replaceAll("''", "'").replace(/[\\']/g, '\\$&')}'`;

const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');

function item(text: string): Item {
  const [, aggregate = '', inside = '', column = '', as = ''] = /^(?:(count|sum|avg|min|max)\s*\(\s*(\*|\w+)\s*\)|(\*|\w+))(?:\s+(?:AS\s+)?(\w+))?$/i.exec(text) ?? [];
  if (aggregate === '' && column === '') throw new Refused(`syntax error at or near "${text}"`);
  const name = aggregate.toLowerCase();
  return { aggregate: name, column: inside === '' ? column : inside, as: as === '' ? (name === '' ? column : name) : as };
}

function run(query: Query, tables: readonly StoredTable[]): Selected {
  const table = tables.find(({ name }) => name === query.table);
  if (table === undefined) throw new Refused(`relation "${query.table}" does not exist`);
  const place = (name: string): number => {
    const at = table.columns.indexOf(name);
    if (at < 0) throw new Refused(`column "${name}" does not exist`);
    return at;
  };
  const where = query.where === '' ? null : condition(query.where, table.columns);
  if (where !== null && 'problem' in where) throw new Refused(where.problem);
  const kept = where === null ? table.rows : table.rows.filter(({ cells }) => where.holds(cells) === true);
  const items = query.items.flatMap((one) => (one.column === '*' && one.aggregate === '' ? table.columns.map((column) => ({ aggregate: '', column, as: column })) : [one]));
  const grouped = query.groupBy.length > 0 || items.some(({ aggregate }) => aggregate !== '');
  const groups = grouped ? groupsOf(kept.map(({ cells }) => cells), query.groupBy.map(place)) : kept.map(({ cells }) => [cells]);
  for (const { aggregate, column } of items) {
    if (grouped && aggregate === '' && !query.groupBy.includes(column)) throw new Refused(`column "${table.name}.${column}" must appear in the GROUP BY clause or be used in an aggregate function`);
  }
  const rows = groups.map((cells) => items.map(({ aggregate, column }) => (aggregate === '' ? (cells[0]?.[place(column)] ?? null) : aggregated(aggregate, column === '*' ? cells.map(() => 1) : cells.map((row) => row[place(column)] ?? null)))));
  const orders = query.orderBy.map(({ name, descending }) => {
    const at = /^\d+$/.test(name) ? Number(name) - 1 : items.findIndex(({ as, aggregate, column }) => as === name || (aggregate === '' ? column : `${aggregate}(${column})`) === name);
    if (at >= 0 && at < items.length) return { of: (index: number): Cell => rows[index]?.[at] ?? null, descending };
    const own = place(name);
    return { of: (index: number): Cell => groups[index]?.[0]?.[own] ?? null, descending };
  });
  const order = rows.map((_, index) => index).sort((a, b) => orders.reduce((found, { of, descending }) => (found !== 0 ? found : compared(of(a), of(b)) * (descending ? -1 : 1)), 0));
  return { columns: items.map(({ as }) => as), rows: order.slice(0, query.limit).map((index) => rows[index] ?? []) };
}

/** Without keys all rows are one group, even where there are none. */
function groupsOf(rows: readonly (readonly Cell[])[], keys: readonly number[]): (readonly Cell[])[][] {
  if (keys.length === 0) return [[...rows]];
  const found = new Map<string, (readonly Cell[])[]>();
  for (const cells of rows) {
    const name = JSON.stringify(keys.map((at) => cells[at] ?? null));
    const group = found.get(name);
    if (group === undefined) found.set(name, [cells]);
    else group.push(cells);
  }
  return [...found.values()];
}

function aggregated(name: string, given: readonly Cell[]): Cell {
  const cells = given.filter((cell) => cell !== null);
  if (name === 'count') return cells.length;
  if (cells.length === 0) return null;
  if (name === 'min' || name === 'max') return cells.reduce((best, cell) => ((name === 'min' ? compared(cell, best) < 0 : compared(cell, best) > 0) ? cell : best));
  const sum = cells.reduce<number>((total, cell) => total + Number(cell), 0);
  return name === 'sum' ? sum : sum / cells.length;
}

/** Nulls come last, as in PostgreSQL. */
function compared(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
