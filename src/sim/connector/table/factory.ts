// A factory's helper (FactoryUtil.TableFactoryHelper): formats found by their options, and all options checked against what is known.
import { refused } from '../../sql/problem.ts';
import type { TableRequest } from '../../sql/plan/connector.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import type { Format, FormatSpec } from '../format/format.ts';
import { FORMAT_IDENTIFIERS, FORMATS } from '../format/formats.ts';
import { checkOptions, COMMON_OPTIONS, type Option, refuseOthers, requireOptions, type Texts } from './options.ts';

export interface FactoryOptions {
  readonly identifier: string;
  readonly required: readonly Option[];
  readonly optional: readonly Option[];
  /** Options that begin so are passed on as they are. */
  readonly prefixes: readonly string[];
}

export interface FoundFormat {
  readonly format: Format;
  readonly identifier: string;
  /** The format's own options, without what stands before them. */
  readonly options: Texts;
}

const FACTORIES = { read: 'org.apache.flink.table.factories.DeserializationFormatFactory', write: 'org.apache.flink.table.factories.SerializationFormatFactory' } as const;

export class FactoryHelper {
  private readonly factory: FactoryOptions;
  readonly options: Texts;
  private readonly way: 'read' | 'write';
  private readonly known: string[];

  constructor(factory: FactoryOptions, request: TableRequest, way: 'read' | 'write') {
    this.factory = factory;
    this.options = request.options;
    this.way = way;
    this.known = [...COMMON_OPTIONS, ...factory.required, ...factory.optional].map(({ key }) => key);
  }

  /** The format that an option names: `format`, `key.format`. Null where the option is absent. */
  optionalFormat(key: string): FoundFormat | null {
    const identifier = this.options[key];
    if (identifier === undefined) return null;
    const format = Object.hasOwn(FORMATS, identifier) ? FORMATS[identifier] : undefined;
    if (format === undefined) throw unknownFormat(identifier, this.way);
    const prefix = key === 'format' ? `${identifier}.` : `${key.slice(0, -'format'.length)}${identifier}.`;
    const options = Object.fromEntries(Object.entries(this.options).filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]));
    checkOptions(options, format.options);
    format.check(options);
    this.known.push(...format.options.map((option) => prefix + option.key));
    return { format, identifier, options };
  }

  format(key: string): FoundFormat {
    const found = this.optionalFormat(key);
    if (found === null) throw refused(`Could not find required ${this.way === 'read' ? 'scan' : 'sink'} format '${key}'.`);
    return found;
  }

  /** Missing, unreadable and unknown options, in this order. `more`: beginnings of options that somebody else looks at. */
  validate(more: readonly string[] = []): void {
    const { identifier, required, optional, prefixes } = this.factory;
    requireOptions(this.options, required.map(({ key }) => key));
    checkOptions(this.options, [...COMMON_OPTIONS, ...required, ...optional]);
    refuseOthers(identifier, this.options, this.known.filter((key) => !more.some((prefix) => key.startsWith(prefix))), [...prefixes, ...more]);
  }
}

function unknownFormat(identifier: string, way: 'read' | 'write'): Error {
  if (FORMAT_IDENTIFIERS.includes(identifier)) return refused(`Format '${identifier}' is part of Flink, but not of this simulation.`);
  return refused(`Could not find any factory for identifier '${identifier}' that implements '${FACTORIES[way]}' in the classpath.\n\nAvailable factory identifiers are:\n\n${FORMAT_IDENTIFIERS.join('\n')}`);
}

/** A format over these columns, for a job's graph. Throws where a column has no form in it. */
export function specOf({ format, identifier, options }: FoundFormat, fields: readonly Field[], way: 'read' | 'write', metadata: readonly string[] = []): FormatSpec {
  format.checkTypes(fields, options, way);
  return { format: identifier, fields, options, metadata };
}
