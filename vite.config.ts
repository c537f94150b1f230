// How the page is built: static files that work under any path, the world in a worker of its own, heavy parts loaded when needed.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { demoPlugin } from './src/cli/demo-plugin.ts';
import { lessonPlugin } from './src/cli/lesson-plugin.ts';

export default defineConfig({
  base: './',
  plugins: [react(), lessonPlugin(join(import.meta.dirname, 'lessons')), demoPlugin(join(import.meta.dirname, 'demos'))],
  worker: { format: 'es' },
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 700 },
});
