// Unit tests run in Node; pages are tested by the journeys in e2e/.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 60_000, maxWorkers: 2, server: { deps: { inline: [/@xterm\/xterm/] } } },
});
