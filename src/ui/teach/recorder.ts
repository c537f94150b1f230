// A short film of the stage for slides: what is seen of it, frame by frame, as WebM (MP4 where a browser knows only that).
import { createStore } from 'zustand/vanilla';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import type { World } from '../store/world.ts';
import { imageOf, pictureOf, rulesOf, stageOnPage } from './picture.ts';
import { fileName, saveFile } from './save-file.ts';

/** A film ends by itself after so many seconds. */
export const LONGEST_SECONDS = 60;
const FRAMES_PER_SECOND = 30;
/** A picture of the page that comes a little early is taken: the next would come too late. */
const HALF_FRAME_MS = 8;
/** Still things are drawn anew at most so often, in ms; what is in the air is drawn with each frame. */
const REDRAW_MS = 120;
/** The page works for its film for one part of the time in so many: a large stage is redrawn less often, and the page never freezes. */
const ONE_PART_IN = 4;
const BITS_PER_SECOND = 6_000_000;
/** Pixels of a film for each of the page's, and all of them at most: encoders of small machines keep up with these. */
const SCALE = 2;
const MOST_PIXELS = 1920 * 1080;
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

/** The still things are painted in so many strips, each in a task of its own: the page answers between them. */
const STRIPS = 8;

/** Whoever waits in the page goes first. */
function pause(): Promise<void> {
  return new Promise((go) => setTimeout(go));
}

/** Has the browser paint what was drawn, which it else puts off: so it is known what it takes. */
function done(context: CanvasRenderingContext2D): void {
  context.getImageData(0, 0, 1, 1);
}

class Film {
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly stage: HTMLElement;
  private readonly world: World;
  private recorder: MediaRecorder | null = null;
  /** The still things as they were last drawn: a drawing would be painted anew each time that it is shown. */
  private still: HTMLCanvasElement | null = null;
  private css = '';
  private drawing = false;
  /** When still things are next drawn, and when a frame is. */
  private redrawAtMs = 0;
  private frameAtMs = 0;
  private startedAtMs = 0;
  private frame = 0;
  private kept = true;

  constructor(stage: HTMLElement, world: World) {
    this.stage = stage;
    this.world = world;
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error(m.picture_failed());
    this.context = context;
  }

  async start(type: string): Promise<void> {
    this.css = rulesOf(this.stage, true);
    const { width, height } = pictureOf(this.stage, this.world, 'still', this.css);
    const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
    // Codecs want even sizes.
    this.canvas.width = Math.floor(width * scale / 2) * 2;
    this.canvas.height = Math.floor(height * scale / 2) * 2;
    await this.redraw();
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
    if (!this.drawing && nowMs >= this.redrawAtMs) void this.redraw().catch(() => this.fail());
    else if (nowMs >= this.frameAtMs) this.show();
  };

  /** A frame of the film. */
  private show(): void {
    if (this.still === null) return;
    const begun = performance.now();
    this.context.drawImage(this.still, 0, 0);
    const air = this.stage.querySelector('canvas');
    if (air !== null && this.stage.offsetWidth > 0) {
      const unit = this.canvas.width / this.stage.offsetWidth;
      this.context.drawImage(air, 0, 0, air.offsetWidth * unit, air.offsetHeight * unit);
    }
    done(this.context);
    const now = performance.now();
    this.frameAtMs = begun + Math.max(1_000 / FRAMES_PER_SECOND - HALF_FRAME_MS, (now - begun) * ONE_PART_IN);
  }

  private fail(): void {
    this.stop(false);
    say(m.picture_failed(), 'problem');
  }

  private async redraw(): Promise<void> {
    this.drawing = true;
    let workedMs = 0;
    try {
      let begun = performance.now();
      const { svg } = pictureOf(this.stage, this.world, 'still', this.css);
      workedMs = performance.now() - begun;
      await pause();
      const image = await imageOf(svg);
      const still = document.createElement('canvas');
      const { width, height } = this.canvas;
      [still.width, still.height] = [width, height];
      const context = still.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error(m.picture_failed());
      for (let strip = 0; strip < STRIPS; strip += 1) {
        await pause();
        begun = performance.now();
        const top = Math.round((height * strip) / STRIPS);
        context.save();
        context.beginPath();
        context.rect(0, top, width, Math.round((height * (strip + 1)) / STRIPS) - top);
        context.clip();
        context.drawImage(image, 0, 0, width, height);
        context.restore();
        done(context);
        workedMs += performance.now() - begun;
      }
      this.still = still;
    } finally {
      this.drawing = false;
      this.redrawAtMs = performance.now() + Math.max(REDRAW_MS, workedMs * (ONE_PART_IN - 1));
    }
  }
}
