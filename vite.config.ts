// How the page is built: static files that work under any path, the world in a worker of its own, heavy parts loaded when needed.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { buildPlugin } from './src/cli/build-id.ts';
import { firstLoad } from './src/cli/chunks.ts';
import { VitePWA } from 'vite-plugin-pwa';
import { demoPlugin } from './src/cli/demo-plugin.ts';
import { lessonPlugin } from './src/cli/lesson-plugin.ts';
import { licencePlugin } from './src/cli/licences.ts';
import { courseFolder, openCourse } from './src/cli/own-course.ts';
import { offline, sitePlugin } from './src/cli/site-plugin.ts';

const LESSONS = join(import.meta.dirname, 'lessons');
const course = courseFolder() === null ? null : openCourse(courseFolder() ?? '', LESSONS);
const title = course?.title ?? null;

export default defineConfig({
  base: './',
  plugins: [react(), lessonPlugin(LESSONS, course), demoPlugin(join(import.meta.dirname, 'demos')), sitePlugin(title), buildPlugin(), licencePlugin(import.meta.dirname), VitePWA(offline(title))],
  // Its variant for browsers asks the DOM for names of letters; packs are read in a worker, which has none.
  resolve: { alias: { 'decode-named-character-reference': join(import.meta.dirname, 'node_modules/decode-named-character-reference/index.js') } },
  worker: { format: 'es', rolldownOptions: { output: { codeSplitting: { groups: [firstLoad(join(import.meta.dirname, 'src/worker/main.ts'), 1)] } } } },
  build: {
    target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 700,
    // A browser that does not know it fetches a little later.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: join(import.meta.dirname, 'index.html'), embedding: join(import.meta.dirname, 'embedding.html') }, output: { codeSplitting: { groups: [firstLoad(join(import.meta.dirname, 'src/main.tsx'), 2)] } } },
  },
});
