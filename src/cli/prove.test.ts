// Every lesson is proved: what it asks can be done, what it warns of is recognised, what it predicts is what happens.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examPaths, lessonPaths } from './lesson-plugin.ts';
import { proofOf } from './prove.ts';

describe('the lessons', () => {
  const lessons = join(import.meta.dirname, '../../lessons');
  for (const path of [...lessonPaths(lessons), ...examPaths(lessons)]) {
    it(`${path} is proved`, { timeout: 600_000 }, () => {
      const { shown, failures } = proofOf(path);
      expect(failures).toEqual([]);
      expect(shown.length).toBeGreaterThan(5);
    });
  }
});
