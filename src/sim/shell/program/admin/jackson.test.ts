// Texts that are no JSON, against what Jackson 2 of Apache Kafka 4.3.1 said of them.
import { describe, expect, it } from 'vitest';
import { readJackson } from './jackson.ts';

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const at = (column: number): string => `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: ${column}]`;

describe('what is no JSON', () => {
  const check = (text: string, exception: string, message: string, column: number): void => {
    const read = readJackson(text);
    expect([text, read.kind === 'wrong' ? [read.error.exception.split('.').at(-1), read.error.message] : read.value]).toEqual([text, [exception, `${message}\n at ${at(column)}`]]);
  };

  it('is refused in its words, with the place', () => {
    check('not json', 'JsonParseException', `Unrecognized token 'not': was expecting ${VALUES}`, 1);
    check('{', 'JsonEOFException', `Unexpected end-of-input: expected close marker for Object (start marker at ${at(1)})`, 2);
    check('[1,2', 'JsonEOFException', `Unexpected end-of-input: expected close marker for Array (start marker at ${at(1)})`, 5);
    check('{"a":}', 'JsonParseException', `Unexpected character ('}' (code 125)): expected a valid value ${VALUES}`, 6);
    check('{"a":1,}', 'JsonParseException', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 8);
    check("{'a':1}", 'JsonParseException', "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2);
    check('{"a" 1}', 'JsonParseException', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 6);
    check('[1,]', 'JsonParseException', `Unexpected character (']' (code 93)): expected a valid value ${VALUES}`, 4);
    check('[1 2]', 'JsonParseException', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 4);
    check('"abc', 'JsonEOFException', 'Unexpected end-of-input: was expecting closing quote for a string value', 5);
    check('{"a":tru}', 'JsonParseException', `Unrecognized token 'tru': was expecting ${VALUES}`, 6);
    check('{"a":01}', 'JsonParseException', 'Invalid numeric value: Leading zeroes not allowed', 7);
    check('{"partitions":[{"topic":"x" "partition":0}]}', 'JsonParseException', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 29);
    check('{"a":1]', 'JsonParseException', `Unexpected close marker ']': expected '}' (for Object starting at ${at(1)})`, 7);
  });

  it('begins with a value and is read so far', () => {
    expect(readJackson('{"a":[1,-2.5,"x\\n",true,null,{}]}}')).toEqual({ kind: 'value', value: { a: [1, -2.5, 'x\n', true, null, {}] } });
  });
});
