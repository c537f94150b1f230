// The timeline along the bottom: play, speed, steps, the track with its marks, and the branches.
import { Pause, Play, StepBack, StepForward } from 'lucide-react';
import { useState } from 'react';
import type { StepKind } from '../../bridge/command.ts';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { recordById, type WorldState } from '../store/world-store.ts';
import { nodeName } from '../words/names.ts';
import { speed as speedText } from '../words/numbers.ts';
import { Branches } from './Branches.tsx';
import { Track } from './Track.tsx';
import './timeline.css';

export const SPEEDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 100, 1000] as const;

export function Timeline(): React.ReactNode {
  const { api } = useWorld();
  const playing = useWorldState((state) => state.clock.playing);
  const speed = useWorldState((state) => state.clock.speed);
  return (
    <section className="timeline" aria-label={m.timeline_name()} data-testid="timeline">
      <div className="timeline-buttons">
        <button type="button" className="round is-main" aria-label={playing ? m.pause() : m.play()} title={`${playing ? m.pause() : m.play()} (${m.key_space()})`} onClick={() => void api.playback({ kind: playing ? 'pause' : 'play' })} data-testid="play">
          {playing ? <Pause size={18} aria-hidden /> : <Play size={18} aria-hidden />}
        </button>
        <Steps />
        <label className="speed" title={m.speed_hint()}>
          <span className="hidden">{m.speed()}</span>
          <select value={speed} onChange={(event) => void api.playback({ kind: 'speed', speed: Number(event.target.value) })}>
            {[...new Set([...SPEEDS, speed])].sort((a, b) => a - b).map((value) => <option key={value} value={value}>{speedText(value)}</option>)}
          </select>
        </label>
      </div>
      <Track />
      <Branches />
    </section>
  );
}

type StepName = 'event' | 'actor' | 'command-entered' | 'leader-changed' | 'rebalance-finished' | 'controller-elected';
const STEP_NAMES: readonly StepName[] = ['event', 'actor', 'command-entered', 'leader-changed', 'rebalance-finished', 'controller-elected'];

/** One step back or forward, of the kind that was chosen. */
function Steps(): React.ReactNode {
  const { api } = useWorld();
  const [name, setName] = useState<StepName>('event');
  const selected = usePage((state) => state.selected);
  const node = useWorldState((state) => nodeOf(state, selected));
  const kind: StepKind = name === 'event' || (name === 'actor' && node === null) ? { kind: 'event' } : name === 'actor' ? { kind: 'actor', node: node ?? '' } : { kind: 'fact', fact: name };
  const step = async (direction: 'forward' | 'back'): Promise<void> => {
    const what = stepText(name, node);
    if (!(await api.playback({ kind: 'step', step: kind, direction }))) (await import('./none-found.ts')).sayNoneFound(direction, what);
  };
  return (
    <div className="steps" role="group" aria-label={m.steps()}>
      <button type="button" className="round" aria-label={m.step_back()} title={`${m.step_back()} (,)`} onClick={() => void step('back')}><StepBack size={16} aria-hidden /></button>
      <label>
        <span className="hidden">{m.step_kind()}</span>
        <select value={name} onChange={(event) => setName(STEP_NAMES.find((known) => known === event.target.value) ?? 'event')}>
          {STEP_NAMES.map((known) => <option key={known} value={known} disabled={known === 'actor' && node === null}>{stepText(known, node)}</option>)}
        </select>
      </label>
      <button type="button" className="round" aria-label={m.step_forward()} title={`${m.step_forward()} (.)`} onClick={() => void step('forward')}><StepForward size={16} aria-hidden /></button>
    </div>
  );
}

function stepText(name: StepName, node: string | null): string {
  switch (name) {
    case 'event': return m.step_event();
    case 'actor': return node === null ? m.step_selected() : m.step_of({ node: nodeName(node) });
    case 'command-entered': return m.step_command();
    case 'leader-changed': return m.step_leader();
    case 'rebalance-finished': return m.step_rebalance();
    case 'controller-elected': return m.step_election();
  }
}

/** The node whose events a chosen thing is about. */
function nodeOf(state: WorldState, id: string | null): string | null {
  const record = id === null ? undefined : recordById(state.tables, id);
  if (record?.kind === 'node' || record?.kind === 'client') return record.node;
  if (record?.kind === 'replica') return `broker-${record.broker}`;
  return record?.kind === 'partition' && record.leader >= 0 ? `broker-${record.leader}` : null;
}
