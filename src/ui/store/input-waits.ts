// What is said while the world can't take an input yet.
import { m } from '../paraglide/messages.js';
import { say } from './announce.ts';

export const sayInputWaits = (): void => say(m.input_waits());
