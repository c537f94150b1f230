// `sim bench`: the figures of the README, one a line as `name value unit`.
import { benchBridge } from './bench/bridge.ts';
import { benchBrowser } from './bench/browser.ts';
import { benchFlink } from './bench/flink.ts';
import { benchHost } from './bench/host.ts';
import { benchKernel, benchSeek, type Figure } from './bench/kernel.ts';
import { benchMemory } from './bench/memory.ts';
import { benchReal } from './bench/real.ts';
import { benchRecords } from './bench/records.ts';
import { benchNexmark, benchPlan } from './bench/sql.ts';

/** Figures, among them lines that say why there are none. */
type Measured = readonly (Figure | string)[] | string;

const PARTS: Readonly<Record<string, () => Measured | Promise<Measured>>> = {
  kernel: benchKernel, records: benchRecords, flink: benchFlink, nexmark: benchNexmark, plan: benchPlan, seek: () => benchSeek(), browser: benchBrowser, memory: benchMemory, host: benchHost, real: benchReal, bridge: benchBridge,
};

/** Measures the parts named, or all. Returns the exit status. */
export async function bench(names: readonly string[], print: (line: string) => void = console.log): Promise<number> {
  const wanted = names.length > 0 ? names : Object.keys(PARTS);
  for (const name of wanted) {
    const measure = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (measure === undefined) {
      print(`bench: ${name} is not measured. These are: ${Object.keys(PARTS).join(' ')}`);
      return 2;
    }
    const measured = await measure();
    for (const figure of typeof measured === 'string' ? [measured] : measured) print(typeof figure === 'string' ? figure : `${figure.name} ${figure.value} ${figure.unit}`);
  }
  return 0;
}
