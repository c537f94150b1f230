// The example of a page that holds Correnteza in a frame: it loads, acts, seeks, asks for the state, and writes down what it hears.
import { embed } from './client.ts';

const heard = document.querySelector('#heard');
const place = document.querySelector<HTMLElement>('#place');

function note(kind: string, what: unknown): void {
  const line = document.createElement('li');
  line.dataset['kind'] = kind;
  line.textContent = `${kind}: ${JSON.stringify(what)}`;
  heard?.prepend(line);
}

function start(at: HTMLElement): void {
  const held = embed(at, {
    page: './index.html', title: 'Correnteza', content: { kind: 'lesson', lesson: 'kafka/3-kafka/07-topic-is-a-log' }, locale: 'en', theme: 'light', locks: new Set(['course', 'language']),
    onProgress: (progress) => note('progress', progress), onCompleted: (progress) => note('completed', progress), onError: (message) => note('error', message),
  });
  void held.ready.then(() => note('ready', true));
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    demo: () => held.tell({ type: 'load', content: { kind: 'demo', demo: 'leader-loss' } }),
    sandbox: () => held.tell({ type: 'load', content: { kind: 'sandbox' } }),
    act: () => held.tell({ type: 'act', input: { kind: 'crash', node: 'broker-1' } }),
    seek: () => held.tell({ type: 'seek', atUs: 0 }),
    state: () => held.state(),
    wrong: () => held.tell({ type: 'act', input: { kind: 'crash', node: 'broker-77' } }),
  };
  for (const button of document.querySelectorAll<HTMLElement>('[data-call]')) {
    const name = button.dataset['call'] ?? '';
    button.addEventListener('click', () => void calls[name]?.().then((answer) => note(name, answer ?? 'done'), (problem: unknown) => note('refused', String(problem))));
  }
}

if (place !== null) start(place);
