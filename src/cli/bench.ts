// `sim bench`: the figures of the README, one a line as `name value unit`.
import { benchKernel, benchSeek, type Figure } from './bench/kernel.ts';

const PARTS: Readonly<Record<string, () => readonly Figure[]>> = { kernel: benchKernel, seek: () => benchSeek() };

/** Measures the parts named, or all. Returns the exit status. */
export function bench(names: readonly string[], print: (line: string) => void = console.log): number {
  const wanted = names.length > 0 ? names : Object.keys(PARTS);
  for (const name of wanted) {
    const measure = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (measure === undefined) {
      print(`bench: ${name} is not measured. These are: ${Object.keys(PARTS).join(' ')}`);
      return 2;
    }
    for (const figure of measure()) print(`${figure.name} ${figure.value} ${figure.unit}`);
  }
  return 0;
}
