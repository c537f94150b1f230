// Catalogs, databases, functions, modules and jars: what is created, altered and dropped beside tables.
import type { Name } from '../parser/ast.ts';
import type { Options, Statement } from '../parser/statement.ts';
import { refused, SqlError } from '../problem.ts';
import { type Catalog, type Catalogs, type Database, pathKey, qualified, withKey } from '../query/catalog.ts';
import { overloads } from '../function/registry.ts';
import type { FunctionEntry, Session } from './session.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export const CATALOG_EXCEPTION = 'org.apache.flink.table.catalog.exceptions.CatalogException';
const inCatalog = (name: string): string => `org.apache.flink.table.catalog.exceptions.${name}`;

export const has = <T>(record: Readonly<Record<string, T>>, name: string): boolean => Object.hasOwn(record, name);

const withCatalogs = (session: Session, catalogs: Catalogs): Session => ({ ...session, catalogs });

export function withCatalog(catalogs: Catalogs, name: string, catalog: Catalog | null): Catalogs {
  return { ...catalogs, catalogs: withKey(catalogs.catalogs, name, catalog) };
}

function withDatabase(catalogs: Catalogs, catalog: string, name: string, database: Database | null): Catalogs {
  const found = catalogs.catalogs[catalog];
  return found === undefined ? catalogs : withCatalog(catalogs, catalog, { ...found, databases: withKey(found.databases, name, database) });
}

/** The catalog of this name, or Flink's refusal. */
export function catalogOf(catalogs: Catalogs, name: string): Catalog {
  const found = has(catalogs.catalogs, name) ? catalogs.catalogs[name] : undefined;
  if (found === undefined) throw refused(`Catalog ${name} does not exist`);
  return found;
}

// --- catalogs ----------------------------------------------------------------------------------------------------------

const CATALOG_FACTORIES = ['generic_in_memory'];

function noCatalogFactory(type: string): Error {
  return refused(`Could not find any factory for identifier '${type}' that implements 'org.apache.flink.table.factories.CatalogFactory' in the classpath.\n\nAvailable factory identifiers are:\n\n${CATALOG_FACTORIES.join('\n')}`);
}

export function createCatalog(session: Session, { name, ifNotExists, comment, options }: Of<'create catalog'>): Session {
  const [key = ''] = name.parts;
  if (has(session.catalogs.catalogs, key)) {
    if (ifNotExists) return session;
    throw refused(`Catalog ${key} already exists.`, name.at, CATALOG_EXCEPTION);
  }
  const { type } = options;
  if (type === undefined) throw refused(`Catalog options do not contain an option key 'type' for discovering a catalog.`, name.at);
  if (!CATALOG_FACTORIES.includes(type)) throw noCatalogFactory(type);
  checkCatalogOptions(options);
  const first = options['default-database'] ?? 'default';
  const catalog: Catalog = { comment, options, databases: { [first]: { comment: null, options: {}, tables: {} } } };
  return withCatalogs(session, withCatalog(session.catalogs, key, catalog));
}

function checkCatalogOptions(options: Options): void {
  const unknown = Object.keys(options).filter((option) => !['type', 'default-database', 'property-version'].includes(option)).toSorted();
  if (unknown.length > 0) throw refused(`Unsupported options found for '${options['type'] ?? ''}'.\n\nUnsupported options:\n\n${unknown.join('\n')}\n\nSupported options:\n\ndefault-database\nproperty-version`);
}

export function alterCatalog(session: Session, { name, set, reset, comment }: Of<'alter catalog'>): Session {
  const [key = ''] = name.parts;
  const found = has(session.catalogs.catalogs, key) ? session.catalogs.catalogs[key] : undefined;
  if (reset !== null && reset.length === 0) throw refused('ALTER CATALOG RESET does not support empty key');
  if (set !== null && has(set, 'type')) throw refused("ALTER CATALOG SET does not support changing 'type'");
  if (reset?.includes('type') === true) throw refused("ALTER CATALOG RESET does not support changing 'type'");
  if (found === undefined) throw refused(`Catalog ${key} does not exist in the catalog store.`, name.at, CATALOG_EXCEPTION);
  checkCatalogOptions({ ...found.options, ...set });
  const kept = Object.fromEntries(Object.entries(found.options).filter(([option]) => reset?.includes(option) !== true));
  return withCatalogs(session, withCatalog(session.catalogs, key, { ...found, options: { ...kept, ...set }, comment: comment ?? found.comment }));
}

export function dropCatalog(session: Session, name: Name, ifExists: boolean): Session {
  const [key = ''] = name.parts;
  if (!has(session.catalogs.catalogs, key)) {
    if (ifExists) return session;
    throw refused(`Catalog ${key} does not exist.`, name.at, CATALOG_EXCEPTION);
  }
  if (session.catalogs.catalog === key) throw refused('Cannot drop a catalog which is currently in use.', name.at, CATALOG_EXCEPTION);
  return withCatalogs(session, withCatalog(session.catalogs, key, null));
}

export function useCatalog(session: Session, name: string): Session {
  const found = has(session.catalogs.catalogs, name) ? session.catalogs.catalogs[name] : undefined;
  if (found === undefined) throw refused(`A catalog with name [${name}] does not exist.`, null, CATALOG_EXCEPTION);
  const first = found.options['default-database'] ?? (name === 'default_catalog' ? 'default_database' : 'default');
  return withCatalogs(session, { ...session.catalogs, catalog: name, database: first });
}

// --- databases ---------------------------------------------------------------------------------------------------------

/** The catalog and database of a name of one or two parts. */
export function databasePath(catalogs: Catalogs, { parts }: Name): readonly [string, string] {
  const [a = '', b] = parts;
  return b === undefined ? [catalogs.catalog, a] : [a, b];
}

function databaseMissing(catalog: string, name: string): Error {
  return refused(`Database ${name} does not exist in Catalog ${catalog}.`, null, inCatalog('DatabaseNotExistException'));
}

/** The database of a path, or Flink's refusal. */
export function databaseOf(catalogs: Catalogs, catalog: string, name: string): Database {
  const { databases } = catalogOf(catalogs, catalog);
  const found = has(databases, name) ? databases[name] : undefined;
  if (found === undefined) throw databaseMissing(catalog, name);
  return found;
}

export function createDatabase(session: Session, { name, ifNotExists, comment, options }: Of<'create database'>): Session {
  const [catalog, key] = databasePath(session.catalogs, name);
  if (has(catalogOf(session.catalogs, catalog).databases, key)) {
    if (ifNotExists) return session;
    throw refused(`Database ${key} already exists in Catalog ${catalog}.`, name.at, inCatalog('DatabaseAlreadyExistException'));
  }
  return withCatalogs(session, withDatabase(session.catalogs, catalog, key, { comment, options, tables: {} }));
}

export function alterDatabase(session: Session, { name, options }: Of<'alter database'>): Session {
  const [catalog, key] = databasePath(session.catalogs, name);
  const { databases } = catalogOf(session.catalogs, catalog);
  const found = has(databases, key) ? databases[key] : undefined;
  if (found === undefined) throw databaseMissing(catalog, key);
  return withCatalogs(session, withDatabase(session.catalogs, catalog, key, { ...found, options: { ...found.options, ...options } }));
}

export function dropDatabase(session: Session, { name, ifExists, cascade }: Of<'drop'>): Session {
  const [catalog, key] = databasePath(session.catalogs, name);
  const { databases } = catalogOf(session.catalogs, catalog);
  if (catalog === session.catalogs.catalog && key === session.catalogs.database) throw refused('Cannot drop a database which is currently in use.', name.at);
  const found = has(databases, key) ? databases[key] : undefined;
  if (found === undefined) {
    if (ifExists) return session;
    throw databaseMissing(catalog, key);
  }
  if (!cascade && Object.keys(found.tables).length > 0) throw refused(`Database ${key} in catalog ${catalog} is not empty.`, name.at, inCatalog('DatabaseNotEmptyException'));
  return withCatalogs(session, withDatabase(session.catalogs, catalog, key, null));
}

export function useDatabase(session: Session, name: Name): Session {
  const [catalog, database] = databasePath(session.catalogs, name);
  if (!has(session.catalogs.catalogs, catalog)) throw refused(`A catalog with name [${catalog}] does not exist.`, name.at, CATALOG_EXCEPTION);
  if (!has(catalogOf(session.catalogs, catalog).databases, database)) throw refused(`A database with name [${database}] does not exist in the catalog: [${catalog}].`, name.at, CATALOG_EXCEPTION);
  return withCatalogs(session, { ...session.catalogs, catalog, database });
}

// --- functions ---------------------------------------------------------------------------------------------------------

type FunctionStatement = Extract<Statement, { kind: 'create function' | 'alter function' }>;

const LANGUAGES = ['JAVA', 'SCALA', 'PYTHON'];

function functionEntry(statement: FunctionStatement): FunctionEntry {
  const language = statement.language ?? 'JAVA';
  if (!LANGUAGES.includes(language)) throw refused(`Unrecognized function language string ${language}`, statement.at, 'java.lang.UnsupportedOperationException');
  return { className: statement.className, language, jars: statement.jars };
}

const label = (path: readonly string[]): string => `\`${path.join('`.`')}\``;

/** Its class is looked for as soon as a temporary function of the JVM is made: no class but Flink's own is there. */
function classMissing(className: string): Error {
  return new SqlError('java.lang.ClassNotFoundException', className, null, 'validate');
}

export function createFunction(session: Session, statement: FunctionStatement): Session {
  const entry = functionEntry(statement);
  const { name, temporary, system, ifNotExists } = statement;
  if (system) {
    const key = (name.parts.at(-1) ?? '').toLowerCase();
    if (has(session.systemFunctions, key)) {
      if (ifNotExists) return session;
      throw refused(`Could not register temporary system function. A function named '${key}' does already exist.`, name.at);
    }
    if (entry.language !== 'PYTHON') throw classMissing(entry.className);
    return { ...session, systemFunctions: withKey(session.systemFunctions, key, entry) };
  }
  const path = qualified(session.catalogs, name.parts);
  const key = pathKey([path[0], path[1], path[2].toLowerCase()]);
  if (temporary) {
    if (has(session.temporaryFunctions, key)) {
      if (ifNotExists) return session;
      throw refused(`Could not register temporary catalog function. A function '${label(path)}' does already exist.`, name.at);
    }
    if (entry.language !== 'PYTHON') throw classMissing(entry.className);
    return { ...session, temporaryFunctions: withKey(session.temporaryFunctions, key, entry) };
  }
  databaseOf(session.catalogs, path[0], path[1]);
  if (has(session.functions, key)) {
    if (ifNotExists) return session;
    throw refused(`Function ${path[1]}.${path[2]} already exists in Catalog ${path[0]}.`, name.at, inCatalog('FunctionAlreadyExistException'));
  }
  return { ...session, functions: withKey(session.functions, key, entry) };
}

export function alterFunction(session: Session, statement: FunctionStatement): Session {
  const { name, temporary, system } = statement;
  if (system) throw refused('Alter temporary system function is not supported', name.at);
  if (temporary) throw refused('Alter temporary catalog function is not supported', name.at);
  const path = qualified(session.catalogs, name.parts);
  const key = pathKey([path[0], path[1], path[2].toLowerCase()]);
  if (!has(session.functions, key)) {
    if (statement.ifNotExists) return session;
    throw refused(`Function ${path[1]}.${path[2]} does not exist in Catalog ${path[0]}.`, name.at, inCatalog('FunctionNotExistException'));
  }
  return { ...session, functions: withKey(session.functions, key, functionEntry(statement)) };
}

export function dropFunction(session: Session, { name, temporary, system, ifExists }: Of<'drop'>): Session {
  if (system) {
    const key = (name.parts.at(-1) ?? '').toLowerCase();
    if (!has(session.systemFunctions, key) && !ifExists) throw refused(`Could not drop temporary system function. A function named '${name.parts.at(-1) ?? ''}' doesn't exist.`, name.at);
    return { ...session, systemFunctions: withKey(session.systemFunctions, key, null) };
  }
  const path = qualified(session.catalogs, name.parts);
  const key = pathKey([path[0], path[1], path[2].toLowerCase()]);
  if (temporary) {
    if (!has(session.temporaryFunctions, key) && !ifExists) throw refused(`Temporary catalog function ${label(path)} doesn't exist`, name.at);
    return { ...session, temporaryFunctions: withKey(session.temporaryFunctions, key, null) };
  }
  if (!has(session.functions, key) && !ifExists) throw refused(`Function ${path[1]}.${path[2]} does not exist in Catalog ${path[0]}.`, name.at, inCatalog('FunctionNotExistException'));
  return { ...session, functions: withKey(session.functions, key, null) };
}

/** A function of this name that is the session's own, with whether it is the system's and temporary. */
export function findFunction(session: Session, parts: readonly string[]): { readonly entry: FunctionEntry | null; readonly system: boolean; readonly temporary: boolean } | null {
  const last = (parts.at(-1) ?? '').toLowerCase();
  const system = parts.length === 1 && has(session.systemFunctions, last) ? session.systemFunctions[last] : undefined;
  if (system !== undefined) return { entry: system, system: true, temporary: true };
  const path = qualified(session.catalogs, parts);
  const key = pathKey([path[0], path[1], path[2].toLowerCase()]);
  const temporary = has(session.temporaryFunctions, key) ? session.temporaryFunctions[key] : undefined;
  if (temporary !== undefined) return { entry: temporary, system: false, temporary: true };
  if (parts.length === 1 && isBuiltIn(last)) return { entry: null, system: true, temporary: false };
  const own = has(session.functions, key) ? session.functions[key] : undefined;
  return own === undefined ? null : { entry: own, system: false, temporary: false };
}

const AGGREGATES = ['count', 'sum', 'sum0', '$sum0', 'min', 'max', 'avg', 'first_value', 'last_value', 'listagg', 'stddev_pop', 'stddev_samp', 'var_pop', 'var_samp', 'collect', 'row_number', 'rank', 'dense_rank', 'lag', 'lead', 'array_agg', 'json_objectagg', 'json_arrayagg', 'percent_rank', 'cume_dist', 'ntile', 'percentile'];

export const isBuiltIn = (name: string): boolean => overloads(name).length > 0 || AGGREGATES.includes(name.toLowerCase());

// --- modules and jars --------------------------------------------------------------------------------------------------

export function loadModule(session: Session, name: string, options: Options): Session {
  if (has(options, 'type')) throw refused(`Option 'type' = '${options['type'] ?? ''}' is not supported since module name is used to find module`);
  if (session.modules.some((module) => module.name === name)) throw refused(`A module with name '${name}' already exists`);
  if (name !== 'core') throw refused(`Could not find any factory for identifier '${name}' that implements 'org.apache.flink.table.factories.ModuleFactory' in the classpath.\n\nAvailable factory identifiers are:\n\ncore`);
  return { ...session, modules: [...session.modules, { name, used: true }] };
}

export function unloadModule(session: Session, name: string): Session {
  if (!session.modules.some((module) => module.name === name)) throw refused(`No module with name '${name}' exists`);
  return { ...session, modules: session.modules.filter((module) => module.name !== name) };
}

export function useModules(session: Session, names: readonly string[]): Session {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`Module '${twice}' appears more than once`);
  const missing = names.find((name) => !session.modules.some((module) => module.name === name));
  if (missing !== undefined) throw refused(`No module with name '${missing}' exists`);
  return { ...session, modules: [...names.map((name) => ({ name, used: true })), ...session.modules.filter((module) => !names.includes(module.name)).map(({ name }) => ({ name, used: false }))] };
}

/** Jars are no part of this world: none is ever found. */
export function changeJar(session: Session, kind: 'add jar' | 'remove jar', path: string): Session {
  if (kind === 'remove jar' && session.jars.includes(path)) return { ...session, jars: session.jars.filter((jar) => jar !== path) };
  throw new SqlError('java.io.FileNotFoundException', `jar resource [${path}] not found.`, null, 'validate');
}

export function callProcedure(session: Session, name: Name): never {
  catalogOf(session.catalogs, qualified(session.catalogs, name.parts)[0]);
  throw new SqlError('java.lang.UnsupportedOperationException', 'getProcedure is not implemented for class org.apache.flink.table.catalog.GenericInMemoryCatalog.', name.at, 'validate');
}
