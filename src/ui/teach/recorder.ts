// A short film of the stage for slides: what is seen of it, frame by frame, as WebM (MP4 where a browser knows only that).
import { createStore } from 'zustand/vanilla';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import type { World } from '../store/world.ts';
import { imageOf, pictureOf, stageOnPage } from './picture.ts';
import { fileName, saveFile } from './save-file.ts';

/** A film ends by itself after so many seconds. */
export const LONGEST_SECONDS = 60;
const FRAMES_PER_SECOND = 30;
/** Still things are drawn anew at most so often, in ms; what is in the air is drawn with each frame. */
const REDRAW_MS = 120;
const BITS_PER_SECOND = 6_000_000;
const SCALE = 2;
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'] as const;

/** Seconds recorded so far while a film is made; null where none is. */
export const recording = createStore<{ readonly seconds: number | null }>(() => ({ seconds: null }));

let running: { stop: (keep: boolean) => void } | null = null;

/** Ends the film: `keep` saves it, else it is thrown away. */
export function stopRecording(keep: boolean): void {
  running?.stop(keep);
}

/** Begins a film of the stage that is on the page. What can't be done is said. */
export async function record(world: World): Promise<void> {
  const stage = stageOnPage();
  const type = typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((known) => MediaRecorder.isTypeSupported(known));
  if (running !== null) return;
  if (stage === null || type === undefined) return say(stage === null ? m.picture_no_stage() : m.film_unknown(), 'problem');
  try {
    const film = new Film(stage, world);
    running = film;
    await film.start(type);
  } catch {
    ended();
    say(m.picture_failed(), 'problem');
  }
}

function ended(): void {
  running = null;
  recording.setState({ seconds: null });
  setPage({ filming: false });
}

class Film {
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly stage: HTMLElement;
  private readonly world: World;
  private recorder: MediaRecorder | null = null;
  private still: HTMLImageElement | null = null;
  private drawing = false;
  private drawnAtMs = 0;
  private startedAtMs = 0;
  private frame = 0;
  private kept = true;

  constructor(stage: HTMLElement, world: World) {
    this.stage = stage;
    this.world = world;
    const context = this.canvas.getContext('2d');
    if (context === null) throw new Error(m.picture_failed());
    this.context = context;
  }

  async start(type: string): Promise<void> {
    await this.redraw();
    const { still } = this;
    if (still === null) throw new Error(m.picture_failed());
    // Codecs want even sizes.
    this.canvas.width = Math.floor(still.width * SCALE / 2) * 2;
    this.canvas.height = Math.floor(still.height * SCALE / 2) * 2;
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(this.canvas.captureStream(FRAMES_PER_SECOND), { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
    recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
    recorder.addEventListener('stop', () => this.end(new Blob(parts, { type })));
    this.recorder = recorder;
    this.startedAtMs = performance.now();
    recorder.start(1_000);
    recording.setState({ seconds: 0 });
    setPage({ filming: true });
    this.draw();
  }

  readonly stop = (keep: boolean): void => {
    this.kept = keep;
    cancelAnimationFrame(this.frame);
    if (this.recorder === null || this.recorder.state === 'inactive') this.end(null);
    else this.recorder.stop();
  };

  private end(film: Blob | null): void {
    ended();
    if (film === null || !this.kept) return;
    saveFile(fileName(this.world.store.getState().clock.nowUs, film.type.includes('mp4') ? 'mp4' : 'webm'), film);
    say(m.film_saved());
  }

  private readonly draw = (): void => {
    this.frame = requestAnimationFrame(this.draw);
    const nowMs = performance.now();
    const seconds = Math.floor((nowMs - this.startedAtMs) / 1_000);
    if (seconds !== recording.getState().seconds) recording.setState({ seconds });
    if (seconds >= LONGEST_SECONDS || !this.stage.isConnected) return this.stop(true);
    if (!this.drawing && nowMs - this.drawnAtMs >= REDRAW_MS) void this.redraw().catch(() => this.fail());
    if (this.still === null) return;
    this.context.drawImage(this.still, 0, 0, this.canvas.width, this.canvas.height);
    const air = this.stage.querySelector('canvas');
    if (air === null || this.stage.offsetWidth === 0) return;
    const unit = this.canvas.width / this.stage.offsetWidth;
    this.context.drawImage(air, 0, 0, air.offsetWidth * unit, air.offsetHeight * unit);
  };

  private fail(): void {
    this.stop(false);
    say(m.picture_failed(), 'problem');
  }

  private async redraw(): Promise<void> {
    this.drawing = true;
    this.drawnAtMs = performance.now();
    try {
      this.still = await imageOf(pictureOf(this.stage, this.world, 'still').svg);
    } finally {
      this.drawing = false;
    }
  }
}
