// The demonstrations: prepared failures to choose from, the one that is shown with its instants, and worlds to look around in.
import { ArrowLeft, ArrowRight, Eye, Play, RotateCcw, Search, Zap } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Demo, type DemoEntry, demoStart } from '../../lesson/demo.ts';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { demoLanguage, DEMOS, loadDemo, lookCloser, openDemo, showMarks } from './open-demo.ts';
import { openLivingWorld, WORLDS } from './worlds.ts';
import './demos.css';

/** The default export is what React.lazy loads. */
export default function Demos(): React.ReactNode {
  const shown = usePage((state) => state.demo?.id ?? null);
  return shown === null ? <Picker /> : <Shown key={shown} id={shown} />;
}

function Picker(): React.ReactNode {
  const world = useWorld();
  return (
    <div className="demos">
      <h1>{m.door_demos()}</h1>
      <p>{m.demos_text()}</p>
      <h2>{m.demos_kafka()}</h2>
      <DemoList group="kafka" />
      <h2>{m.demos_flink()}</h2>
      <DemoList group="flink" />
      <h2>{m.demos_worlds()}</h2>
      <ul>
        {WORLDS.map((one) => (
          <li key={one.id}>
            <button type="button" className="door" data-world={one.id} onClick={() => void openLivingWorld(one, world)}>
              <span className="door-icon"><Play size={16} aria-hidden /></span>
              <span><strong>{one.name()}</strong><span>{one.text()}</span></span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function DemoList({ group }: { readonly group: DemoEntry['group'] }): React.ReactNode {
  const world = useWorld();
  const language = demoLanguage();
  return (
    <ol className="demo-list">
      {DEMOS.filter((demo) => demo.group === group).map((demo) => (
        <li key={demo.id}>
          <button type="button" className="door is-small" data-demo={demo.id} onClick={() => void openDemo(demo.id, world)} title={demo.watch[language]}>
            <span className="demo-number" aria-hidden>{demo.number}</span>
            <strong>{demo.title[language]}</strong>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Shown({ id }: { readonly id: string }): React.ReactNode {
  const world = useWorld();
  const entry = DEMOS.find((demo) => demo.id === id);
  const [demo, setDemo] = useState<Demo | null>(null);
  useEffect(() => {
    let left = false;
    const load = async (): Promise<void> => {
      const loaded = await loadDemo(id);
      if (left || loaded === null) return;
      setDemo(loaded);
      // In another language its marks speak it too.
      showMarks(loaded);
    };
    void load();
    return () => { left = true; };
  }, [id]);
  if (entry === undefined) return <Picker />;
  const language = demoLanguage();
  const at = DEMOS.indexOf(entry);
  const [before, after] = [DEMOS[at - 1], DEMOS[at + 1]];
  return (
    <article className="demos demo-shown" aria-label={entry.title[language]}>
      <button type="button" className="demo-back" onClick={() => setPage({ demo: null, marks: {} })}><ArrowLeft size={15} aria-hidden /> {m.demo_all()}</button>
      <p className="demo-where">{entry.group === 'kafka' ? 'Kafka' : 'Kafka + Flink'} · {m.demo_of({ number: entry.number, count: DEMOS.length })}</p>
      <h1>{entry.title[language]}</h1>
      <p className="demo-watch"><Eye size={18} aria-hidden /><span>{entry.watch[language]}</span></p>
      {demo === null ? <output className="side-waiting" aria-busy="true" /> : <Marks demo={demo} />}
      <div className="demo-acts">
        <button type="button" className="button is-main" data-demo-act="reset" onClick={() => void openDemo(id, world)}><RotateCcw size={15} aria-hidden /> {m.demo_reset()}</button>
        {demo === null || demo.shown.inspect === null ? null : <button type="button" className="button" data-demo-act="closer" onClick={() => lookCloser(demo, world)}><Search size={15} aria-hidden /> {m.demo_closer()}</button>}
      </div>
      <nav className="demo-turn" aria-label={m.door_demos()}>
        {before === undefined ? <span /> : <button type="button" className="lesson-quiet" onClick={() => void openDemo(before.id, world)}><ArrowLeft size={15} aria-hidden /> {before.title[language]}</button>}
        {after === undefined ? <span /> : <button type="button" className="lesson-quiet" onClick={() => void openDemo(after.id, world)}>{after.title[language]} <ArrowRight size={15} aria-hidden /></button>}
      </nav>
    </article>
  );
}

/** A moment before something is done, so that it is seen to happen. */
const BEFORE_US = 500_000;

function Marks({ demo }: { readonly demo: Demo }): React.ReactNode {
  const { api } = useWorld();
  const startUs = demoStart(demo);
  const language = demoLanguage();
  // Drawn again when time passes a mark, not at each frame.
  const passed = useWorldState(({ clock }) => demo.marks.filter(({ atUs }) => startUs + atUs <= clock.nowUs).length);
  const list = useRef<HTMLOListElement>(null);
  // A long list goes along with what happens; what is in sight stays where it is.
  useEffect(() => {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    list.current?.children[passed - 1]?.scrollIntoView({ block: 'nearest', behavior: calm ? 'instant' : 'smooth' });
  }, [passed]);
  const seek = (atUs: number, done: boolean): void => void api.playback({ kind: 'seek', atUs: startUs + Math.max(0, atUs - (done ? BEFORE_US : 0)) });
  return (
    <ol className="demo-marks" ref={list}>
      {demo.marks.map(({ atUs, inputs, says }, at) => (
        <li key={atUs} className={at < passed ? 'is-past' : at === passed ? 'is-next' : ''} aria-current={at === passed - 1 ? 'step' : undefined}>
          <button type="button" onClick={() => seek(atUs, inputs.length > 0)} title={m.demo_go()}>
            {inputs.length > 0 ? <Zap size={15} aria-label={m.demo_done()} /> : <Eye size={15} aria-label={m.demo_seen()} />}
            <time>{clockTime(startUs + atUs, 0)}</time>
            <span>{says[language]}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
