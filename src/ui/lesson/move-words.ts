// What a move does, in a few words of the learner's language.
import type { Input } from '../../bridge/input.ts';
import type { Move } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import { isUsual } from '../words/links.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';

export function moveWords(move: Move): string {
  switch (move.kind) {
    case 'run': case 'type': return m.move_type({ text: move.text });
    case 'press': return m.move_press({ key: move.key });
    case 'wait': return m.move_wait({ seconds: number(move.us / 1_000_000) });
    case 'inputs': {
      // What is done to a link in both directions is said once.
      const [first] = move.inputs;
      return first === undefined ? '' : inputWords(first);
    }
  }
}

export function inputWords(input: Input): string {
  switch (input.kind) {
    case 'open-tty': case 'resize-tty': case 'close-tty': return m.move_open();
    case 'line': return m.move_type({ text: input.text });
    case 'control': return m.move_press({ key: input.key });
    case 'key': return m.move_key({ key: input.key });
    case 'write-file': return m.move_write({ path: input.path });
    case 'crash': return m.move_crash({ name: nodeName(input.node) });
    case 'stop': return m.move_stop({ name: nodeName(input.node) });
    case 'start': return m.move_start({ name: nodeName(input.node) });
    case 'cut': return m.move_cut({ from: nodeName(input.from), to: nodeName(input.to) });
    case 'heal': return m.move_heal({ from: nodeName(input.from), to: nodeName(input.to) });
    case 'shape-link': return (isUsual(input.link) ? m.move_heal : m.move_shape)({ from: nodeName(input.from), to: nodeName(input.to) });
    case 'slow-disk': return input.factor === 1 ? m.move_heal_disk({ name: nodeName(input.node) }) : m.move_slow_disk({ name: nodeName(input.node), factor: number(input.factor) });
    case 'slow-task': return input.factor === 1 ? m.move_heal_task({ name: nodeName(input.node) }) : m.move_slow_task({ name: nodeName(input.node), factor: number(input.factor) });
    case 'fail-disk': return m.move_fail_disk({ name: nodeName(input.node) });
    case 'clock-skew': return m.move_clock({ name: nodeName(input.node) });
    case 'add-app': return m.move_add({ name: nodeName(`${input.app.kind}-${input.app.name}`) });
    case 'change-app': return m.move_change({ name: nodeName(`${input.app.kind}-${input.app.name}`) });
    case 'remove-app': return m.move_remove({ name: input.name });
    case 'add-engine': return m.move_add({ name: nodeName(`${input.engine.kind}-${input.engine.name}`) });
    case 'change-engine': return m.move_change({ name: nodeName(`${input.engine.kind}-${input.engine.name}`) });
    case 'add-broker': return m.move_add({ name: nodeName(`broker-${input.broker.id}`) });
    case 'schedule': return m.move_schedule({ what: inputWords(input.input) });
    case 'unschedule': return m.move_unschedule({ name: input.name });
    case 'chaos': return input.perMinute === 0 ? m.move_chaos_off() : m.move_chaos({ count: number(input.perMinute) });
    case 'client-connects': case 'client-asks': case 'client-leaves': return m.move_outside();
  }
}
