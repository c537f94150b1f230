// What can leave the page, for the share menu and the palette.
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { patiently } from '../store/patience.ts';
import type { World } from '../store/world.ts';
import { copyMoment } from './moment-page.ts';
import { painted, pictureOf, PNG_SCALE, stageOnPage } from './picture.ts';
import { openPresenter } from './presenter-window.ts';
import { LONGEST_SECONDS, record } from './recorder.ts';
import { fileName, saveFile } from './save-file.ts';

export interface Sharing {
  readonly id: 'link' | 'png' | 'svg' | 'film' | 'presenter' | 'hand-in' | 'export';
  readonly label: string;
  readonly hint: string;
  readonly run: () => void;
}

export function sharing(world: World): readonly Sharing[] {
  return [
    { id: 'link', label: m.share_link(), hint: m.share_link_hint(), run: () => void copyMoment(world) },
    { id: 'png', label: m.share_png(), hint: m.share_png_hint(), run: () => void savePicture(world, 'png') },
    { id: 'svg', label: m.share_svg(), hint: m.share_svg_hint(), run: () => void savePicture(world, 'svg') },
    { id: 'film', label: m.share_film(), hint: m.share_film_hint({ seconds: LONGEST_SECONDS }), run: () => void record(world) },
    { id: 'presenter', label: m.share_presenter(), hint: m.share_presenter_hint(), run: () => openPresenter() },
    { id: 'hand-in', label: m.hand_in(), hint: m.hand_in_hint(), run: () => setPage({ sheet: 'hand-in' }) },
    { id: 'export', label: m.export_share(), hint: m.export_share_hint(), run: () => setPage({ sheet: 'export' }) },
  ];
}

async function savePicture(world: World, kind: 'png' | 'svg'): Promise<void> {
  const stage = stageOnPage();
  if (stage === null) return say(m.picture_no_stage(), 'problem');
  const { nowUs } = world.store.getState().clock;
  try {
    const picture = pictureOf(stage, world);
    const blob = kind === 'svg' ? new Blob([picture.svg], { type: 'image/svg+xml' }) : await patiently(pngOf(await painted(picture, PNG_SCALE)), () => say(m.picture_making()));
    saveFile(fileName(nowUs, kind), blob);
    say(m.picture_saved());
  } catch {
    say(m.picture_failed(), 'problem');
  }
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((come, fail) => { canvas.toBlob((blob) => (blob === null ? fail(new Error(m.picture_failed())) : come(blob)), 'image/png'); });
}
