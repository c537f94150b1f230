// Reads client properties (text) as numbers, switches and choices, with the messages of Kafka's ConfigException.

/** What is wrong with a client's configuration. */
export interface ConfigProblem {
  readonly message: string;
  /** The exception behind "Failed to construct kafka ..."; absent where a ConfigException is thrown as it is. */
  readonly constructing?: string;
  /** The class of that exception's own cause, and its message. */
  readonly because?: readonly [exception: string, message: string];
}

export interface ConfigReader {
  /** An INT or LONG of at least `least`. */
  int(name: string, otherwise: number, least: number): number;
  bool(name: string, otherwise: boolean): boolean;
  oneOf(name: string, values: readonly string[], otherwise: string): string;
  /** The first problem met, null where all was well. */
  problem(): ConfigProblem | null;
}

/** A reader over properties. It remembers the first problem and then answers with defaults. */
export function configReader(properties: Readonly<Record<string, string>>): ConfigReader {
  let first: ConfigProblem | null = null;
  const complain = (message: string): void => {
    first ??= { message };
  };
  return {
    int(name, otherwise, least) {
      const text = properties[name];
      if (text === undefined) return otherwise;
      const value = Number(text.trim());
      if (!/^[+-]?\d+$/.test(text.trim()) || !Number.isSafeInteger(value)) {
        complain(`Invalid value ${text} for configuration ${name}: Not a number of type ${LONGS.includes(name) ? 'LONG' : 'INT'}`);
        return otherwise;
      }
      if (value < least) complain(`Invalid value ${value} for configuration ${name}: Value must be at least ${least}`);
      return value;
    },
    bool(name, otherwise) {
      const text = properties[name]?.trim().toLowerCase();
      if (text === undefined) return otherwise;
      if (text !== 'true' && text !== 'false') complain(`Invalid value ${properties[name]} for configuration ${name}: Expected value to be either true or false`);
      return text === 'true';
    },
    oneOf(name, values, otherwise) {
      const text = properties[name];
      if (text === undefined) return otherwise;
      if (values.includes(text)) return text;
      complain(`Invalid value ${text} for configuration ${name}: String must be one of: ${values.join(', ')}`);
      return otherwise;
    },
    problem: () => first,
  };
}

const LONGS: readonly string[] = ['buffer.memory', 'linger.ms', 'max.block.ms', 'metadata.max.age.ms', 'retry.backoff.ms', 'retry.backoff.max.ms'];
