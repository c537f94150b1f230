// Texts in a room of so many pixels; without a canvas each letter is as wide as the next.
import { expect, test } from 'vitest';
import { fitText, textWidth } from './fit-text.ts';

test.each([
  ['pedidos', 200, 0, 'pedidos'],
  ['pedidos-por-cliente', 80, 0, 'pedidos-po…'],
  ['pedidos-por-cliente', 80, 4, 'pedido…ente'],
  ['pedidos', 3, 0, 'p…'],
  ['🦜🇧🇷🦜🦜🦜', 52, 0, '🦜🇧🇷…'],
])('%s in %d px, with its last %d letters', (text, room, tail, shown) => {
  expect(fitText(text, room, '400 12px', tail)).toBe(shown);
  expect(shown === text || shown.length <= 4 || textWidth(shown, '400 12px') <= room).toBe(true);
});
