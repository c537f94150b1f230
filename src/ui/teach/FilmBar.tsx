// While a film is made: how long it is, and how to end it.
import { Check, Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { m } from '../paraglide/messages.js';
import { clockTime } from '../words/numbers.ts';
import { LONGEST_SECONDS, recording, stopRecording } from './recorder.ts';
import './teach.css';

export default function FilmBar(): React.ReactNode {
  const seconds = useStore(recording, (state) => state.seconds);
  if (seconds === null) return null;
  return (
    <div className="film-bar" role="group" aria-label={m.share_film()}>
      <span className="film-dot" aria-hidden />
      <span className="film-time">{m.film_running({ time: clockTime(seconds * 1_000_000, 0), most: clockTime(LONGEST_SECONDS * 1_000_000, 0) })}</span>
      <button type="button" className="button is-main" onClick={() => stopRecording(true)} data-film="keep"><Check size={15} aria-hidden /> {m.film_keep()}</button>
      <button type="button" className="button" onClick={() => stopRecording(false)} data-film="drop"><Trash2 size={15} aria-hidden /> {m.film_drop()}</button>
    </div>
  );
}
