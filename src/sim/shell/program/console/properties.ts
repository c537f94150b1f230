// Properties for the console tools: `key=value` arguments and Java properties files.

/** `key=value` arguments; a later one wins. A word without `=` is a key with an empty value. */
export function keyValueArguments(words: readonly string[]): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 0) properties[word] = '';
    else properties[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return properties;
}

/** A Java properties file: comments, `=` or `:` or blanks after the key, lines continued by a backslash, escapes. */
export function propertiesFile(text: string): Record<string, string> {
  const properties: Record<string, string> = {};
  let line = '';
  for (const part of text.split(/\r\n|\r|\n/)) {
    const begin = line === '' ? part.trimStart() : part.trimStart();
    if (line === '' && (begin === '' || begin.startsWith('#') || begin.startsWith('!'))) continue;
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(begin)) {
      line += begin.slice(0, -1);
      continue;
    }
    line += begin;
    const match = /^((?:\\.|[^\\=:\s])*)\s*[=:]?\s*(.*)$/s.exec(line);
    if (match !== null) properties[unescape(match[1] ?? '')] = unescape(match[2] ?? '');
    line = '';
  }
  return properties;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, letter: string | undefined) => (code === undefined ? (ESCAPES[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(code, 16))));
}
