// How the performance tools print a client's metrics (ToolsUtils.printMetrics).

/** Rows of name, tags and value, one below the other, values in one column. They come sorted by name. */
export function metricsTable(metrics: readonly (readonly string[])[]): string {
  const rows = metrics.map(([name = '', tags = '', value = '']): readonly [string, string] => [`${name}:${tags}`, value]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return `\n${'Metric Name'.padEnd(width)}   Value\n${rows.map(([name, value]) => `${name.padEnd(width)} : ${value}\n`).join('')}`;
}
