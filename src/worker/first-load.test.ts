// What the worker needs before the first picture: never the client libraries, what administrators ask, the shell or Flink, which come when they are wanted.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { worldSource } from '../sim/cluster-world.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { realWorld } from '../sim/world.ts';
import { livingCluster } from '../ui/states/scenarios.ts';

const SRC = join(import.meta.dirname, '..');
const LATE = /^(?:sim\/(?:kafka\/(?:client\/(?:consumer|producer|admin)|config-described|config-broker-keys\.ts|controller\/(?:administer|config|reassign)|broker\/admin)|shell\/(?:bash|program)|flink|connector|sql|apply-|saved-run)|view-model\/(?:project\.|clients|engines|groups))/;

/** The files that a file imports for more than their types, before it runs. */
function imported(file: string): string[] {
  const lines = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)([^;'"]*?)\s*from\s+'(\.[^']+\.ts)'/gm);
  return [...lines].flatMap(([, names = '', path = '']) => {
    const each = names.replaceAll(/[{}]/g, '').split(',').map((name) => name.trim()).filter((name) => name !== '');
    const isTypes = each.length > 0 && each.every((name) => name.startsWith('type '));
    const target = resolve(dirname(file), path);
    return isTypes || !existsSync(target) ? [] : [target];
  });
}

function reach(start: string): Map<string, string | null> {
  const from = new Map<string, string | null>([[start, null]]);
  for (const file of from.keys()) for (const next of imported(file)) if (!from.has(next)) from.set(next, file);
  return from;
}

test('the worker begins without what comes late', () => {
  const from = reach(join(SRC, 'worker/main.ts'));
  expect(from.size).toBeGreaterThan(80);
  const late = [...from].map(([file, by]) => [relative(SRC, file), by === null ? '' : relative(SRC, by)] as const).filter(([file]) => LATE.test(file));
  expect(late.map(([file, by]) => `${file}, imported by ${by}`)).toEqual([]);
});

test('the first cluster lives for minutes without what comes late, and as it would with it', () => {
  const alone = worldSource(() => null).create(livingCluster, 7);
  const whole = realWorld.create(livingCluster, 7);
  for (const world of [alone, whole]) world.runUntil(200 * SECOND);
  expect(alone.state.hash).toEqual(whole.state.hash);
});
