// The whole example of docs/lessons.md is a lesson that holds: who copies it begins with something that works.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemLine } from '../lesson/lesson.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { openProofWorld } from './proof-world.ts';
import { proveLesson } from './prove-lesson.ts';

const DOCS = join(import.meta.dirname, '../../docs/lessons.md');

/** The example's texts: as short as they can be. */
const TEXT = `# Exemplo
Uma história.
## submit: Comece
Faça.
### hint 1
a
### hint 2
b
### hint 3
c
### done
d
### wrong only-read
e
### wrong no-such-file
f
## no-more-sales: E agora?
O quê?
### option fires
Dispara.

Não.
### option waits
Espera.

Sim.
### done
Assim.
## answer: Fim
Fim.
`;

test('the example of a world with Flink is proved', () => {
  const yaml = /A whole world and a step of it:\n\n```yaml\n(.*?)```/s.exec(readFileSync(DOCS, 'utf8'))?.[1] ?? '';
  const { lesson, problems } = readLesson('kafka/4-flink/25-example', { 'lesson.yaml': yaml, 'pt.md': TEXT, 'en.md': TEXT });
  expect(problems.map((problem) => problemLine(problem))).toEqual([]);
  if (lesson === null) return;
  expect(proveLesson(lesson, () => openProofWorld(lesson), { walks: 0 }).failures).toEqual([]);
}, 120_000);
