// The only things that enter a running world. What is not here can't change a world's future.
import type { EngineSpec } from './engines.ts';
import type { AppSpec, LinkSpec, NodeSpec } from './scenario.ts';

/** The names of nodes: `broker-1`, `controller-101`, `laptop` (the student's machine), `producer-caixa`, `consumer-c1`. */
export type NodeId = string;

/** What a person does in a world. */
export type HandInput =
  /** A terminal is opened; columns and rows are what `tput` would say. `echo` off is for recorded sessions. */
  | { readonly kind: 'open-tty'; readonly tty: string; readonly columns: number; readonly rows: number; readonly echo: boolean }
  | { readonly kind: 'resize-tty'; readonly tty: string; readonly columns: number; readonly rows: number }
  | { readonly kind: 'close-tty'; readonly tty: string }
  /** A whole line was entered (without its newline): for the shell, or for the program in the foreground. */
  | { readonly kind: 'line'; readonly tty: string; readonly text: string }
  /** ^C, ^D, ^Z and ^\ ; `text` is what stood unfinished on the line. */
  | { readonly kind: 'control'; readonly tty: string; readonly key: 'C' | 'D' | 'Z' | '\\'; readonly text: string }
  /**
   * A key was pressed while a program reads single keys, as a full-screen view does: a letter as it is, or a name (`Enter`, `Escape`, `Tab`, `Backspace`,
   * `Delete`, `Insert`, `Up`, `Down`, `Left`, `Right`, `Home`, `End`, `PageUp`, `PageDown`, `F1` to `F12`, `^A` to `^Z`).
   */
  | { readonly kind: 'key'; readonly tty: string; readonly key: string }
  /** A file of the home folder was saved in an editor of the page: its path below the home folder, and its whole text. */
  | { readonly kind: 'write-file'; readonly path: string; readonly text: string }
  /** kill -9 of a node's process. Its disk and page cache stay. */
  | { readonly kind: 'crash'; readonly node: NodeId }
  /** Shutdown in order (SIGTERM): a broker moves its leaders away first. */
  | { readonly kind: 'stop'; readonly node: NodeId }
  | { readonly kind: 'start'; readonly node: NodeId }
  /** Nothing that `from` sends reaches `to` any more. The other direction is a cut of its own. */
  | { readonly kind: 'cut'; readonly from: NodeId; readonly to: NodeId }
  | { readonly kind: 'heal'; readonly from: NodeId; readonly to: NodeId }
  /** Changes how one direction of a link behaves; fields left out stay as they are. */
  | { readonly kind: 'shape-link'; readonly from: NodeId; readonly to: NodeId; readonly link: Partial<LinkSpec> }
  /** Every disk operation of the node takes `factor` times as long; 1 is healthy. */
  | { readonly kind: 'slow-disk'; readonly node: NodeId; readonly factor: number }
  /** Everything that a TaskManager's tasks do takes `factor` times as long; 1 is healthy. */
  | { readonly kind: 'slow-task'; readonly node: NodeId; readonly factor: number }
  /** The broker's disk takes nothing more, or answers nothing more, until it is repaired (`none`). A broker with one log directory ends then. */
  | { readonly kind: 'fail-disk'; readonly node: NodeId; readonly failure: 'full' | 'broken' | 'none' }
  /** The node's wall clock is so many ms ahead of the others' (behind where negative); 0 sets it right. */
  | { readonly kind: 'clock-skew'; readonly node: NodeId; readonly ms: number }
  | { readonly kind: 'add-app'; readonly app: AppSpec }
  | { readonly kind: 'change-app'; readonly app: AppSpec }
  | { readonly kind: 'remove-app'; readonly name: string }
  /** An engine beside Kafka, or one who works with it, comes; or goes on with another spec of the same kind and name. */
  | { readonly kind: 'add-engine'; readonly engine: EngineSpec }
  | { readonly kind: 'change-engine'; readonly engine: EngineSpec }
  /** Another broker joins the cluster: formatted with its cluster id, with the settings of the brokers that are there. */
  | { readonly kind: 'add-broker'; readonly broker: NodeSpec };

/** What is to come of itself. It is part of the world: it comes on every branch that leaves after it was planned, and rewinds. */
export type PlanInput =
  /** An input is given at a virtual time to come, in microseconds; what the world then refuses is noted. A name (letters, digits, `.`, `_`, `-`) that is planned already is planned anew. */
  | { readonly kind: 'schedule'; readonly name: string; readonly atUs: number; readonly input: HandInput }
  | { readonly kind: 'unschedule'; readonly name: string }
  /** Faults that the seed draws come from now on, about so many a virtual minute, and are repaired after a while; 0 ends them and repairs the rest. */
  | { readonly kind: 'chaos'; readonly seed: number; readonly perMinute: number };

export type OutsideInput =
  /** A client outside of the world, that came over the bridge, connects to a node. A client's connections carry its name; names are of letters and digits. */
  | { readonly kind: 'client-connects'; readonly connection: string; readonly client: string; readonly node: NodeId }
  /** It asks: an API of Kafka's with its body as the simulated brokers know it, so many bytes. `taken` answers of this connection have been taken out. */
  | { readonly kind: 'client-asks'; readonly connection: string; readonly correlationId: number; readonly clientId: string; readonly api: string; readonly body: object; readonly bytes: number; readonly taken: number }
  | { readonly kind: 'client-leaves'; readonly connection: string };

export type Input = HandInput | PlanInput | OutsideInput;

/** One line of the input log. `atUs` is virtual time in microseconds. */
export interface TimedInput {
  readonly atUs: number;
  readonly input: Input;
  /** Given together with the input before it, as one act: both are taken back together. */
  readonly joined?: true;
}

/** A whole run: a bug report, a shared link, a saved session and a homework are all this. */
/** A line of a timeline: its inputs, and where it left which other one. Times are virtual microseconds. */
export interface KeptLine {
  /** The number of the line that it left, null for the first. */
  readonly parent: number | null;
  readonly forkedAtUs: number;
  readonly endUs: number;
  readonly inputs: readonly TimedInput[];
}

/** All lines of a timeline, by their numbers: what leads back to each of them. */
export interface KeptLines {
  readonly lines: readonly KeptLine[];
  readonly shown: number;
  /** So many inputs of the first line are no acts of this visit: they can't be taken back. */
  readonly opened: number;
}

export interface SavedRun {
  readonly version: 1;
  readonly scenario: import('./scenario.ts').Scenario;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
}
