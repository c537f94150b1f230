// CREATE TABLE … LIKE: a definition merged with another table's (MergeTableLikeUtil).
import type { Column, LikeClause, Statement, TableBody } from '../parser/statement.ts';
import { refused } from '../problem.ts';
import { type Catalogs, lookUp, qualified } from '../query/catalog.ts';

type CreateTable = Extract<Statement, { kind: 'create table' }>;
type Mode = LikeClause['options'][number]['mode'];

/** What happens where nothing is said: all is included, options of the new table win. */
function modeOf(like: LikeClause, feature: string): Mode {
  const all = like.options.find((option) => option.feature === 'ALL')?.mode;
  return like.options.find((option) => option.feature === feature)?.mode ?? (all === 'EXCLUDING' ? 'EXCLUDING' : all === 'INCLUDING' ? 'INCLUDING' : feature === 'OPTIONS' ? 'OVERWRITING' : 'INCLUDING');
}

/** The definition as if it had been written out. */
export function likeTable(catalogs: Catalogs, statement: CreateTable, like: LikeClause): CreateTable {
  const { at } = like.source;
  const path = `\`${qualified(catalogs, like.source.parts).join('`.`')}\``;
  const source = lookUp(catalogs, like.source.parts)?.entry;
  if (source === undefined) throw refused(`Source table '${path}' of the LIKE clause not found in the catalog, at line ${at.line}, column ${at.column}`, at);
  if (source.kind === 'view') throw refused(`Source table '${path}' of the LIKE clause can not be a VIEW, at line ${at.line}, column ${at.column}`, at);
  const own: TableBody = statement.body ?? { columns: [], watermarks: [], primaryKeys: [] };
  const partitions = modeOf(like, 'PARTITIONS');
  if (partitions !== 'EXCLUDING' && source.partitionedBy.length > 0 && statement.partitionedBy.length > 0) throw refused('The base table already has partitions defined. You might want to specify EXCLUDING PARTITIONS.', at);
  if (source.distribution !== null && statement.distribution !== null) throw refused('The base table already has a distribution defined. You might want to specify EXCLUDING DISTRIBUTION.', at);
  return {
    ...statement,
    body: { columns: columns(own, source.columns, like), watermarks: watermarks(own, source.watermark === null ? [] : [source.watermark], like), primaryKeys: keys(own, source.primaryKey === null ? [] : [source.primaryKey], like) },
    options: options(statement.options, source.options, like),
    // What is excluded is inherited all the same: only a second definition is refused.
    partitionedBy: source.partitionedBy.length > 0 ? source.partitionedBy : statement.partitionedBy,
    distribution: statement.distribution ?? source.distribution,
    like: null,
  };
}

function columns(own: TableBody, base: readonly Column[], like: LikeClause): readonly Column[] {
  const [generated, metadata] = [modeOf(like, 'GENERATED'), modeOf(like, 'METADATA')];
  const kept = base.filter((column) => (column.kind === 'computed' ? generated !== 'EXCLUDING' : column.kind === 'metadata' ? metadata !== 'EXCLUDING' : true)).map((column): Column => (column.kind === 'physical' ? { ...column, primaryKey: false } : column));
  const merged = [...kept];
  for (const column of own.columns) {
    const at = merged.findIndex((one) => one.name === column.name);
    const before = merged[at];
    if (before === undefined) merged.push(column);
    else if (before.kind === 'physical' || column.kind === 'physical') throw refused(`A column named '${column.name}' already exists in the base table.`, column.at);
    else {
      const isGenerated = before.kind === 'computed';
      if (before.kind !== column.kind || (isGenerated ? generated : metadata) !== 'OVERWRITING') throw refused(`A ${isGenerated ? 'generated' : 'metadata'} column named '${column.name}' already exists in the base table. You might want to specify EXCLUDING ${isGenerated ? 'GENERATED' : 'METADATA'} or OVERWRITING ${isGenerated ? 'GENERATED' : 'METADATA'}.`, column.at);
      merged[at] = column;
    }
  }
  return merged;
}

function watermarks(own: TableBody, base: TableBody['watermarks'], like: LikeClause): TableBody['watermarks'] {
  const mode = modeOf(like, 'WATERMARKS');
  if (mode === 'EXCLUDING') return own.watermarks;
  const [mine] = own.watermarks;
  const [there] = base;
  if (mine === undefined || there === undefined) return mine === undefined ? base : own.watermarks;
  if (mode !== 'OVERWRITING') throw refused(`There already exists a watermark spec for column '${mine.column.join('.')}' in the base table. You might want to specify EXCLUDING WATERMARKS or OVERWRITING WATERMARKS.`, mine.at);
  return own.watermarks;
}

function keys(own: TableBody, base: TableBody['primaryKeys'], like: LikeClause): TableBody['primaryKeys'] {
  const inherits = modeOf(like, 'CONSTRAINTS') !== 'EXCLUDING';
  const has = own.primaryKeys.length > 0 || own.columns.some((column) => column.kind === 'physical' && column.primaryKey);
  if (!inherits || base.length === 0) return own.primaryKeys;
  if (has) throw refused('The base table already has a primary key. You might want to specify EXCLUDING CONSTRAINTS.', own.primaryKeys[0]?.at ?? null);
  return base;
}

function options(own: CreateTable['options'], base: CreateTable['options'], like: LikeClause): CreateTable['options'] {
  const mode = modeOf(like, 'OPTIONS');
  if (mode === 'EXCLUDING') return own;
  const clash = Object.entries(own).find(([key]) => Object.hasOwn(base, key));
  if (mode === 'INCLUDING' && clash !== undefined) throw refused(`There already exists an option ['${clash[0]}' -> '${base[clash[0]] ?? ''}']  in the base table. You might want to specify EXCLUDING OPTIONS or OVERWRITING OPTIONS.`);
  return { ...base, ...own };
}
