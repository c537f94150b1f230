// Models and materialized tables: models are kept by name; a provider that could run one is not there, as in the recorded installation.
import { bindQuery } from '../query/bind.ts';
import { bindLiteral } from '../validate/literals.ts';
import type { Name } from '../parser/ast.ts';
import type { Column, Statement } from '../parser/statement.ts';
import { refused, SqlError, TABLE_EXCEPTION } from '../problem.ts';
import { type Catalogs, lookUp, type ModelEntry, type Path, pathKey, permanent, qualified, withKey } from '../query/catalog.ts';
import * as t from '../type/logical-type.ts';
import { withOptions } from './create-text.ts';
import { passes, sorted } from './filter.ts';
import { databaseOf, has } from './objects.ts';
import type { Answer, Session } from './session.ts';
import { label } from './tables.ts';
import { identifier, quoted } from './unparse-expr.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const MODEL_EXCEPTION = (name: string): string => `org.apache.flink.table.catalog.exceptions.Model${name}Exception`;
const NO_SCHEDULER = 'org.apache.flink.table.gateway.service.utils.SqlExecutionException';

const withCatalogs = (session: Session, catalogs: Catalogs): Session => ({ ...session, catalogs });

function found(catalogs: Catalogs, path: Path): ModelEntry | null {
  const key = pathKey(path);
  return (has(catalogs.temporaryModels, key) ? catalogs.temporaryModels[key] : has(catalogs.models, key) ? catalogs.models[key] : undefined) ?? null;
}

export function createModel(session: Session, { name, temporary, ifNotExists, input, output, comment, options }: Of<'create model'>): Session {
  const { catalogs } = session;
  const path = qualified(catalogs, name.parts);
  const entry: ModelEntry = { input, output, options, comment, temporary };
  const key = pathKey(path);
  databaseOf(catalogs, path[0], path[1]);
  if (has(temporary ? catalogs.temporaryModels : catalogs.models, key)) {
    if (ifNotExists) return session;
    throw temporary ? refused(`Temporary model '${label(path)}' already exists`) : refused(`Model ${path[1]}.${path[2]} already exists in Catalog ${path[0]}.`, name.at, MODEL_EXCEPTION('AlreadyExist'));
  }
  return withCatalogs(session, temporary ? { ...catalogs, temporaryModels: withKey(catalogs.temporaryModels, key, entry) } : { ...catalogs, models: withKey(catalogs.models, key, entry) });
}

export function alterModel(session: Session, { name, ifExists, to, set, reset }: Of<'alter model'>): Session {
  const { catalogs } = session;
  const path = qualified(catalogs, name.parts);
  if (reset?.length === 0) throw refused('ALTER MODEL RESET does not support empty key.', name.at);
  if (has(catalogs.temporaryModels, pathKey(path))) throw refused(`Model ${label(path)} is a temporary model.`, name.at);
  const entry = found(catalogs, path);
  if (entry === null) {
    if (ifExists) return session;
    throw refused(`Model ${label(path)} doesn't exist.`, name.at);
  }
  if (to !== null) {
    const target = pathKey(qualified(catalogs, to.parts));
    if (has(catalogs.models, target)) throw refused(`Model ${path[1]}.${to.parts.at(-1) ?? ''} already exists in Catalog ${path[0]}.`, to.at, MODEL_EXCEPTION('AlreadyExist'));
    return withCatalogs(session, { ...catalogs, models: withKey(withKey(catalogs.models, pathKey(path), null), target, entry) });
  }
  const left = Object.fromEntries(Object.entries(entry.options).filter(([key]) => reset?.includes(key) !== true));
  return withCatalogs(session, { ...catalogs, models: withKey(catalogs.models, pathKey(path), { ...entry, options: { ...left, ...set } }) });
}

export function dropModel(session: Session, { name, temporary, ifExists }: Of<'drop'>): Session {
  const { catalogs } = session;
  const path = qualified(catalogs, name.parts);
  const key = pathKey(path);
  if (temporary && has(catalogs.temporaryModels, key)) return withCatalogs(session, { ...catalogs, temporaryModels: withKey(catalogs.temporaryModels, key, null) });
  if (!temporary && has(catalogs.models, key)) return withCatalogs(session, { ...catalogs, models: withKey(catalogs.models, key, null) });
  if (ifExists) return session;
  if (!temporary && has(catalogs.temporaryModels, key)) throw refused(`Model '${label(path)}' does not exist.`, name.at, MODEL_EXCEPTION('NotExist'));
  throw refused(`${temporary ? 'Temporary model' : 'Model'} with identifier '${path.join('.')}' does not exist.`, name.at);
}

/** SHOW MODELS: those of a database, without the temporary ones. */
export function showModels(session: Session, from: Name | null, like: Of<'show'>['like']): Answer {
  const { catalogs } = session;
  const [catalog, database] = from === null ? [catalogs.catalog, catalogs.database] : from.parts.length === 1 ? [catalogs.catalog, from.parts[0] ?? ''] : [from.parts[0] ?? '', from.parts[1] ?? ''];
  if (from !== null && !has(catalogs.catalogs[catalog]?.databases ?? {}, database)) throw refused(`Database ${database} does not exist in Catalog ${catalog}.`, from.at, 'org.apache.flink.table.catalog.exceptions.DatabaseNotExistException');
  const names = Object.keys(catalogs.models).flatMap((key): string[] => {
    const path: unknown = JSON.parse(key);
    return Array.isArray(path) && path[0] === catalog && path[1] === database ? [String(path[2])] : [];
  });
  return { kind: 'table', columns: ['model name'], rows: sorted(names).filter((value) => passes(value, like)).map((value) => [value]) };
}

const typeOf = (column: Column): t.LogicalType => (column.kind === 'computed' ? t.NULL : column.type);

export function describeModel(session: Session, name: Name): Answer {
  const path = qualified(session.catalogs, name.parts);
  const entry = found(session.catalogs, path);
  if (entry === null) throw refused(`Model with the identifier '${path.join('.')}' doesn't exist.`, name.at);
  const row = (column: Column, isInput: boolean): readonly string[] => [column.name, t.described(typeOf(column)), typeOf(column).nullable ? 'TRUE' : 'FALSE', isInput ? 'TRUE' : 'FALSE', column.comment ?? ''];
  const rows = [...entry.input.map((column) => row(column, true)), ...entry.output.map((column) => row(column, false))];
  const comments = rows.some((one) => one[4] !== '');
  const columns = ['name', 'type', 'null', 'is input', 'comment'];
  return { kind: 'table', columns: comments ? columns : columns.slice(0, 4), rows: rows.map((one) => (comments ? one : one.slice(0, 4))) };
}

/** SHOW CREATE MODEL, as ShowCreateUtil writes it. */
export function createModelText(session: Session, name: Name): string {
  const path = qualified(session.catalogs, name.parts);
  const entry = found(session.catalogs, path);
  if (entry === null) throw refused(`Could not execute SHOW CREATE MODEL. Model with identifier ${label(path)} does not exist.`, name.at);
  const columns = (list: readonly Column[]): string => list.map((column) => `${identifier(column.name)} ${t.serialized(typeOf(column))}${column.comment === null ? '' : ` COMMENT ${quoted(column.comment)}`}`).join(', ');
  return [
    `CREATE ${entry.temporary ? 'TEMPORARY ' : ''}MODEL ${path.map(identifier).join('.')}\n`,
    entry.input.length === 0 ? '' : `INPUT (${columns(entry.input)})\n`,
    entry.output.length === 0 ? '' : `OUTPUT (${columns(entry.output)})\n`,
    entry.comment === null ? '' : `COMMENT ${quoted(entry.comment)}\n`,
    withOptions(entry.options),
  ].join('');
}

// --- materialized tables -----------------------------------------------------------------------------------------------

const noTable = (catalogs: Catalogs, path: Path): Error => refused(`Cannot find table '${label(path)}' in any of the catalogs [${Object.keys(catalogs.catalogs).join(', ')}], nor as a temporary table.`);
const notMaterialized = (path: Path): Error => refused(`Table ${label(path)} is not a materialized table, does not support materialized table related operation.`);

/** Checks a definition as Flink does; what would then keep the table fresh is not here. */
export function createMaterialized(session: Session, statement: Of<'create materialized'>): Session {
  const every = statement.freshness?.kind === 'interval' ? statement.freshness : null;
  const bound = every === null ? null : bindLiteral(every);
  const count = every?.text ?? '1';
  if (bound?.kind === 'literal' && (!/^\d+$/.test(count) || Number(count) === 0 || every?.negative === true)) throw refused(`The freshness interval currently only supports positive integer type values. But was: ${every?.negative === true ? '-' : ''}${count}`, statement.at);
  const query = bindQuery(statement.query, session.catalogs);
  if (!query.ok) throw new SqlError(query.problem.exception, query.problem.message, query.problem.at, query.problem.phase);
  const path = qualified(session.catalogs, statement.name.parts);
  if (permanent(session.catalogs, path) !== undefined) {
    if (statement.ifNotExists) return session;
    throw refused(`Table (or view) ${path[1]}.${path[2]} already exists in Catalog ${path[0]}.`, statement.name.at, 'org.apache.flink.table.catalog.exceptions.TableAlreadyExistException');
  }
  if (statement.full) throw refused('The workflow scheduler must be configured when creating materialized table in full refresh mode.', statement.at, NO_SCHEDULER);
  if (statement.options['connector'] === undefined) throw refused("Table options do not contain an option key 'connector' for discovering a connector.", statement.at);
  throw refused('Materialized tables that are refreshed by a job are not part of this simulation.', statement.at, TABLE_EXCEPTION);
}

export function alterMaterialized(session: Session, { name, change, text }: Of<'alter materialized'>): Session {
  const path = qualified(session.catalogs, name.parts);
  if (change === 'unsupported') throw refused(`Unsupported query: ${text}`, name.at, TABLE_EXCEPTION);
  if (lookUp(session.catalogs, name.parts) === undefined) throw noTable(session.catalogs, path);
  throw change === 'query' ? refused('Only materialized tables support modifying the definition query.', name.at) : notMaterialized(path);
}

export function dropMaterialized(session: Session, { name, ifExists }: Of<'drop'>): Session {
  const path = qualified(session.catalogs, name.parts);
  if (lookUp(session.catalogs, name.parts) !== undefined) throw notMaterialized(path);
  if (ifExists) return session;
  throw refused(`Materialized table with identifier ${label(path)} does not exist.`, name.at);
}
