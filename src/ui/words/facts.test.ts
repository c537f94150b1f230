// Sentences of facts as a teacher would say them: articles, contractions, lists, in both languages.
import { expect, test } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { factText } from './facts.ts';

const PLACE = { partition: 'pedidos-0' };

test.each([
  ['node-crashed', { node: 'broker-1' }, 'você derrubou o broker 1', 'you crashed broker 1'],
  ['node-stop-asked', { node: 'broker-1' }, 'você pediu ao broker 1 que encerrasse', 'you asked broker 1 to shut down'],
  ['node-stop-asked', { node: 'controller-102' }, 'você pediu à controladora 102 que encerrasse', 'you asked controller 102 to shut down'],
  ['link-cut', { from: 'broker-1', to: 'controller-102' }, 'você cortou a rede do broker 1 para a controladora 102', 'you cut the network from broker 1 to controller 102'],
  ['disk-slowed', { node: 'broker-2', factor: 20 }, 'você deixou o disco do broker 2 20× mais lento', 'you made the disk of broker 2 20× slower'],
  ['disk-failed', { node: 'broker-2', failure: 'full' }, 'você encheu o disco do broker 2', 'you filled the disk of broker 2'],
  ['isr-shrunk', { ...PLACE, removed: '1', isr: '2,3' }, 'o ISR de pedidos-0 perdeu o broker 1: agora é 2, 3', 'the ISR of pedidos-0 lost broker 1: it is now 2, 3'],
  ['isr-shrunk', { ...PLACE, removed: '1,2', isr: '' }, 'o ISR de pedidos-0 perdeu os brokers 1, 2: não sobrou nenhum broker', 'the ISR of pedidos-0 lost brokers 1, 2: no broker is left'],
  ['reassignment-completed', { ...PLACE, replicas: '2,3,4' }, 'a reatribuição de pedidos-0 terminou: as réplicas estão nos brokers 2, 3, 4', 'the reassignment of pedidos-0 is complete: its replicas are on brokers 2, 3, 4'],
  ['reassignment-started', { ...PLACE, adding: '4', removing: '1' }, 'começou a reatribuição de pedidos-0: entra no broker 4, sai do broker 1', 'the reassignment of pedidos-0 began: it comes to broker 4 and leaves broker 1'],
  ['command-entered', { text: 'echo de o broker 1' }, 'você digitou: echo de o broker 1', 'you typed: echo de o broker 1'],
] as const)('%s %o', (kind, params, pt, en) => {
  overwriteGetLocale(() => 'pt-BR');
  expect(factText(kind, params)).toBe(pt);
  overwriteGetLocale(() => 'en');
  expect(factText(kind, params)).toBe(en);
});
