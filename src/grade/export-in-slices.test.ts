// A world of the page as a zip: what the command line writes into a folder, with its scripts executable.
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { exportName } from '../lesson/export/zip.ts';
import { realWorld } from '../sim/world.ts';
import { exportInSlices } from './export-in-slices.ts';

const SCENARIO: Scenario = {
  ...defaultScenario, topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3 }],
  apps: [{ kind: 'producer', name: 'loja', topic: 'pedidos', recordsPerSecond: 20, keys: ['a', 'b'], value: '{n}', settings: {} }],
};
const INPUTS = [
  { atUs: 11_000_000, input: { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true } },
  { atUs: 12_000_000, input: { kind: 'line', tty: 'main', text: "echo 'olá'" } },
] as const;

it('holds the records that applications sent, what was typed and the texts, and says how far it is', async () => {
  const run = { version: 1, scenario: SCENARIO, seed: 1, inputs: INPUTS } as const;
  const told: number[] = [];
  const make = (): Promise<Uint8Array> => exportInSlices(realWorld, { run, endUs: 14_000_000, texts: { 'lesson.pt.html': '<h1>Aula</h1>' }, folder: exportName('Não é só isto!') }, (part) => { told.push(part); });
  const zip = await make();
  const files = unzipSync(zip);
  expect(Object.keys(files).sort()).toEqual(['README.md', 'compose.yaml', 'lesson.pt.html', 'records/pedidos.tsv', ...['1-create', '2-apps', '3-replay', 'lib', 'start-local', 'stop-local'].map((name) => `scripts/${name}.sh`)].map((path) => `correnteza-nao-e-so-isto/${path}`).sort());
  const text = (path: string): string => strFromU8(files[`correnteza-nao-e-so-isto/${path}`] ?? new Uint8Array());
  expect(text('records/pedidos.tsv').split('\n').length).toBeGreaterThan(20);
  expect(text('scripts/3-replay.sh')).toContain("at 2000\ntype_line 'main' 'echo '\\''olá'\\'''\n");
  expect(told.length).toBeGreaterThan(3);
  expect(told.toSorted((a, b) => a - b)).toEqual(told);
  expect(await make()).toEqual(zip);
});

it('lives nothing again where no application sends', async () => {
  const told: number[] = [];
  const zip = await exportInSlices(realWorld, { run: { version: 1, scenario: { ...SCENARIO, apps: [] }, seed: 1, inputs: [] }, endUs: 600_000_000, texts: {}, folder: 'x' }, (part) => { told.push(part); });
  expect([told, Object.keys(unzipSync(zip)).filter((path) => path.includes('records'))]).toEqual([[], []]);
});
