// The journeys: the built page in a real browser, one after the other.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: ['e2e/pages/browser.ts'], include: ['e2e/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 120_000, fileParallelism: false, maxWorkers: 1 },
});
