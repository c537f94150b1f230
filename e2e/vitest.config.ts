// The journeys: the built page in a real browser, one after the other.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // A browser without a graphics card may stand still for once: a journey that fails is tried once more, and the report says so.
  test: { retry: 1, globalSetup: ['e2e/pages/browser.ts'], include: ['e2e/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 120_000, fileParallelism: false, maxWorkers: 1 },
});
