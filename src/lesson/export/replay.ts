// What was typed and done in a world, as a script for the real systems: terminals are pseudo terminals that are typed into at the same times.
import type { TimedInput } from '../../bridge/input.ts';

const US_PER_MS = 1_000;
/** Keys as a terminal sends them. */
const CONTROL: Readonly<Record<string, string>> = { C: '\\003', D: '\\004', Z: '\\032', '\\': '\\034' };

/** A text as one word of bash, whatever stands in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}

/** The script's body. Times are counted from when the world is first shown. */
export function acts(inputs: readonly TimedInput[], shownFromUs: number): string {
  const planned = inputs.map(({ atUs, input }) => (input.kind === 'schedule' ? { atUs: input.atUs, input: input.input } : { atUs, input })).toSorted((a, b) => a.atUs - b.atUs);
  const lines = planned.flatMap(({ atUs, input }) => {
    const done = act(input);
    return done.length === 0 ? [] : [`at ${Math.round(Math.max(0, atUs - shownFromUs) / US_PER_MS)}`, ...done];
  });
  return `${lines.join('\n')}\nend_of_replay\n`;
}

function act(input: TimedInput['input']): readonly string[] {
  switch (input.kind) {
    case 'open-tty': return [`open_tty ${quoted(input.tty)}`];
    case 'close-tty': return [`close_tty ${quoted(input.tty)}`];
    case 'line': return [`type_line ${quoted(input.tty)} ${quoted(input.text)}`];
    case 'control': return [...(input.text === '' ? [] : [`type_part ${quoted(input.tty)} ${quoted(input.text)}`]), `press ${quoted(input.tty)} '${CONTROL[input.key] ?? ''}'`];
    case 'key': return [`type_part ${quoted(input.tty)} ${quoted(input.key.length === 1 ? input.key : '')} # the key ${said(input.key)}`];
    case 'write-file': return [`write_file ${quoted(input.path)} ${quoted(input.text)}`];
    case 'crash': case 'stop': case 'start': return [`node ${input.kind} ${quoted(input.node)}`];
    case 'resize-tty': return [];
    default: return [`cannot ${quoted(reason(input))}`];
  }
}

/** Why a tool can't do it, and what would. */
function reason(input: Exclude<TimedInput['input'], { readonly kind: 'line' }>): string {
  switch (input.kind) {
    case 'cut': case 'heal': return `${input.kind} ${input.from} to ${input.to}: take a rule of iptables, or "docker network disconnect", for the network between them`;
    case 'shape-link': return `the network from ${input.from} to ${input.to} was shaped: tc qdisc with netem does it on a machine of its own`;
    case 'slow-disk': return `the disk of ${input.node} was made ${input.factor} times as slow: a limit of the block device (blkio) does it`;
    case 'fail-disk': return `the disk of ${input.node} became ${input.failure}: a file system of a fixed size, filled up, does it`;
    case 'slow-task': return `${input.node} was made ${input.factor} times as slow: a limit on its CPU does it`;
    case 'clock-skew': return `the clock of ${input.node} was set ${input.ms} ms off: containers share their machine's clock`;
    case 'add-app': case 'change-app': return `the application ${input.app.name} came or changed: it would be a program of your own`;
    case 'remove-app': return `the application ${input.name} was ended`;
    case 'add-engine': case 'change-engine': return `the engine ${input.engine.name} is a model of the world and no part of Kafka or Flink`;
    case 'add-broker': return `broker ${input.broker.id} joined: copy the service of another broker in compose.yaml, with this id and a port of its own`;
    default: return `${input.kind}: belongs to the world alone`;
  }
}

function said(key: string): string {
  return key.replaceAll(/[\r\n]/g, ' ');
}
