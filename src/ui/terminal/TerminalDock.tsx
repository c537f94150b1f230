// The terminals: a tab for each tty of the world, the screen of the chosen one, and calm notes where typing means more than usual.
import { Check, ChevronDown, ChevronUp, Copy, Plus, Search, X } from 'lucide-react';
import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { late } from '../frame/Broken.tsx';
import { m } from '../paraglide/messages.js';
import { tabKeys } from '../store/tab-keys.ts';
import { refusalText } from '../words/refusals.ts';
import type { EditorState } from './line-editor.ts';
import { Coming } from '../frame/Coming.tsx';
import type { TerminalHand } from './hand.ts';
import type { TerminalScreen, TerminalWorld } from './screen.ts';
import './terminal.css';

const Terminal = late('terminal', () => import('./Terminal.tsx'));

/** What the dock needs besides a single terminal's needs. Both functions give the same value until it changes. */
export interface DockWorld extends TerminalWorld {
  /** The names of the world's terminals, in the order in which they were opened. */
  ttyNames(): readonly string[];
  /** Where the timeline stands: at its end, before it, or standing still. */
  standing(): 'running' | 'paused' | 'past';
  play(): void;
}

/** A terminal nobody can see the end of helps nobody. */
const MOST_TERMINALS = 8;
const DEFAULT_SIZE = { columns: 100, rows: 24 };

export function TerminalDock({ world, hand, lead }: { readonly world: DockWorld; readonly hand?: TerminalHand; /** Stands first in the bar. */ readonly lead?: React.ReactNode }): React.ReactNode {
  const names = useSyncExternalStore((listener) => world.subscribe(listener), () => world.ttyNames());
  const [chosen, setChosen] = useState(() => hand?.front ?? 'main');
  const [editors] = useState(() => hand?.editors ?? new Map<string, EditorState>());
  const [screen, setScreen] = useState<TerminalScreen | null>(null);
  const [finding, setFinding] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const size = useRef(DEFAULT_SIZE);
  useEffect(() => hand?.lend(setChosen), [hand]);
  const tty = names.includes(chosen) ? chosen : (names[0] ?? null);

  const open = (): void => {
    const name = freeName(names);
    setChosen(name);
    void world.input({ kind: 'open-tty', tty: name, ...size.current, echo: true });
  };
  const resized = (columns: number, rows: number): void => {
    size.current = { columns, rows };
    const record = tty === null ? undefined : world.tty(tty);
    // A resize is an input, and an input in the past starts a branch: only the living end of the timeline learns of it.
    if (record === undefined || record.columns === columns || world.standing() === 'past') return;
    void world.input({ kind: 'resize-tty', tty: record.tty, columns, rows });
  };
  return (
    <section className="terminal-dock" aria-label={m.terminal_terminals()}>
      <Tabs names={names} chosen={tty} lead={lead} onChoose={setChosen} onOpen={open} onClose={(name) => void world.input({ kind: 'close-tty', tty: name })}>
        <CopyAll screen={screen} />
        <button type="button" className="terminal-tool" aria-pressed={finding} aria-label={m.terminal_find()} title={m.terminal_find()} onClick={() => setFinding(!finding)}>
          <Search size={16} aria-hidden />
        </button>
      </Tabs>
      <Note world={world} refused={refused} />
      {finding && screen !== null ? <Finder screen={screen} onClose={() => { setFinding(false); screen.focus(); }} /> : null}
      <div className="terminal-body" role="tabpanel" id="terminal-panel" aria-label={tty === null ? m.terminal_terminals() : terminalLabel(tty)}>
        {tty === null ? (
          <button type="button" className="terminal-empty" onClick={open}>{m.terminal_open_first()}</button>
        ) : (
          <Suspense fallback={<Coming />}>
            <Terminal
              key={tty} tty={tty} label={`${terminalLabel(tty)}. ${m.terminal_leave_hint()}`} world={world} editors={editors} onSize={resized} onRefused={setRefused}
              onFind={() => setFinding(true)}
              onScreen={(next) => { setScreen(next); hand?.shown(tty, next); }}
            />
          </Suspense>
        )}
      </div>
      <KeyBar screen={screen} world={world} tty={tty} />
    </section>
  );
}

function terminalLabel(tty: string): string {
  return tty === 'main' ? m.terminal_name({ number: 1 }) : /^t\d+$/.test(tty) ? m.terminal_name({ number: Number(tty.slice(1)) }) : tty === 'sql' ? m.terminal_sql() : tty;
}

function freeName(names: readonly string[]): string {
  if (!names.includes('main')) return 'main';
  let number = 2;
  while (names.includes(`t${number}`)) number += 1;
  return `t${number}`;
}

interface TabsProps {
  readonly names: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
  readonly onOpen: () => void;
  readonly onClose: (name: string) => void;
  readonly lead: React.ReactNode;
  readonly children: React.ReactNode;
}

function Tabs({ names, chosen, onChoose, onOpen, onClose, lead, children }: TabsProps): React.ReactNode {
  return (
    <div className="terminal-bar">
      {lead}
      <div className="terminal-tabs" role="tablist" aria-label={m.terminal_terminals()}>
        {names.map((name) => (
          <button
            key={name} type="button" id={`terminal-tab-${name}`} role="tab" className="terminal-tab" aria-selected={name === chosen} aria-controls="terminal-panel"
            tabIndex={name === chosen ? 0 : -1} onClick={() => onChoose(name)} onKeyDown={tabKeys(names, name, (id) => `terminal-tab-${id}`, onChoose)}
          >
            {terminalLabel(name)}
          </button>
        ))}
      </div>
      {chosen !== null && names.length > 1 ? (
        <button type="button" className="terminal-tool" aria-label={m.terminal_close({ name: terminalLabel(chosen) })} title={m.terminal_close({ name: terminalLabel(chosen) })} onClick={() => onClose(chosen)}>
          <X size={16} aria-hidden />
        </button>
      ) : null}
      {names.length < MOST_TERMINALS ? (
        <button type="button" className="terminal-tool" aria-label={m.terminal_open()} title={m.terminal_open()} onClick={onOpen}>
          <Plus size={16} aria-hidden />
        </button>
      ) : null}
      <span className="terminal-space" />
      {children}
    </div>
  );
}

/** Takes the whole text along: to a report, a question, a homework. */
function CopyAll({ screen }: { readonly screen: TerminalScreen | null }): React.ReactNode {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (screen === null) return;
    await navigator.clipboard.writeText(screen.text());
    setCopied(true);
  };
  return (
    <button type="button" className="terminal-tool" disabled={screen === null} aria-label={copied ? m.terminal_copied() : m.terminal_copy()} title={m.terminal_copy()} onClick={() => void copy()} onBlur={() => setCopied(false)}>
      {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
    </button>
  );
}

/** Says what typing will do where the clock stands: its place is kept, so that nothing jumps. */
function Note({ world, refused }: { readonly world: DockWorld; readonly refused: string | null }): React.ReactNode {
  const standing = useSyncExternalStore((listener) => world.subscribe(listener), () => world.standing());
  if (refused !== null && standing === 'running') return <output className="terminal-note">{m.terminal_refused({ reason: refused === 'paste_too_long' ? m.refused_paste_too_long() : refusalText(refused) })}</output>;
  if (standing === 'past') return <output className="terminal-note">{m.terminal_past()}</output>;
  if (standing === 'paused') {
    return (
      <output className="terminal-note">
        {m.terminal_paused()} <button type="button" onClick={() => world.play()}>{m.terminal_play()}</button>
      </output>
    );
  }
  return null;
}

function Finder({ screen, onClose }: { readonly screen: TerminalScreen; readonly onClose: () => void }): React.ReactNode {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <search>
    <form className="terminal-find" onSubmit={(event) => { event.preventDefault(); screen.find(text, true); }}>
      <input
        ref={field} type="search" value={text} aria-label={m.terminal_find()} placeholder={m.terminal_find()}
        onChange={(event) => { setText(event.target.value); screen.find(event.target.value, true); }}
        onKeyDown={(event) => { if (event.key === 'Escape') onClose(); }}
      />
      <button type="submit" className="terminal-tool" aria-label={m.terminal_find_older()}><ChevronUp size={16} aria-hidden /></button>
      <button type="button" className="terminal-tool" aria-label={m.terminal_find_newer()} onClick={() => screen.find(text, false)}><ChevronDown size={16} aria-hidden /></button>
      <button type="button" className="terminal-tool" aria-label={m.terminal_find_close()} onClick={onClose}><X size={16} aria-hidden /></button>
    </form>
    </search>
  );
}

/** Keys that a phone's keyboard lacks. */
const TOUCH_KEYS: readonly (readonly [string, string])[] = [
  ['Tab', '\t'], ['^C', '\x03'], ['^D', '\x04'], ['^Z', '\x1a'], ['↑', '\x1b[A'], ['↓', '\x1b[B'], ['←', '\x1b[D'], ['→', '\x1b[C'], ['|', '|'], ['-', '-'], ['/', '/'],
];

/** While a full screen is shown: its keys with what they do. */
function viewKeys(program: string): readonly (readonly [string, string, string])[] {
  const arrows = [['↑', '', '\x1b[A'], ['↓', '', '\x1b[B'], ['←', '', '\x1b[D'], ['→', '', '\x1b[C'], ['Esc', '', '\x1b'], ['⏎', '', '\r']] as const;
  if (program !== 'sql-client.sh') return [['Q', m.terminal_key_quit(), 'q'], ...arrows];
  return [
    ['Q', m.terminal_key_quit(), 'q'], ...arrows.slice(0, 4), ['O', m.terminal_key_open(), 'o'], ['P', m.terminal_key_previous(), 'p'], ['N', m.terminal_key_next(), 'n'], ['L', m.terminal_key_last(), 'l'],
    ['G', m.terminal_key_page(), 'g'], ['R', m.terminal_key_refresh(), 'r'], ['+', m.terminal_key_slower(), '+'], ['-', m.terminal_key_faster(), '-'], ...arrows.slice(4),
  ];
}

function KeyBar({ screen, world, tty }: { readonly screen: TerminalScreen | null; readonly world: DockWorld; readonly tty: string | null }): React.ReactNode {
  const program = useSyncExternalStore((listener) => world.subscribe(listener), () => {
    const record = tty === null ? undefined : world.tty(tty);
    return record?.keys === true ? record.foreground : null;
  });
  const keys = program === null ? TOUCH_KEYS.map(([name, data]) => [name, '', data] as const) : viewKeys(program);
  return (
    <div className="terminal-keys" role="toolbar" aria-label={m.terminal_keys()}>
      {keys.map(([name, does, data]) => (
        <button key={name} type="button" disabled={screen === null} onPointerDown={(event) => event.preventDefault()} onClick={() => screen?.type(data)}>
          {name}{does === '' ? null : <> <span>{does}</span></>}
        </button>
      ))}
    </div>
  );
}
