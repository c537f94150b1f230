// What the worker does without as long as a cluster alone is shown, in one piece: the client side of worlds and what can be seen of it.
import { clientSide } from '../sim/client-side.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { complete } from '../sim/shell/completion.ts';
import { project } from '../view-model/project.ts';

export const lateSide = { clientSide, complete, readSavedRun, project };
export type LateSide = typeof lateSide;
