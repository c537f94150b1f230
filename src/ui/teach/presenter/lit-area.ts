// How far the light on one thing reaches: around all its parts, and never beyond what can be seen of the stage.

/** In CSS pixels of the window. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Room around the lit thing, in CSS pixels. */
const AROUND = 10;

/** What is lit of these boxes in a stage that is seen through `room`; null where none of them is in sight. */
export function litArea(boxes: readonly Area[], room: Area): Area | null {
  const seen = boxes.map((box) => within(box, room)).filter((box) => box.right > box.left && box.bottom > box.top);
  if (seen.length === 0) return null;
  const around = { left: Math.min(...seen.map((box) => box.left)) - AROUND, top: Math.min(...seen.map((box) => box.top)) - AROUND, right: Math.max(...seen.map((box) => box.right)) + AROUND, bottom: Math.max(...seen.map((box) => box.bottom)) + AROUND };
  return within(around, room);
}

function within(box: Area, room: Area): Area {
  return { left: Math.max(box.left, room.left), top: Math.max(box.top, room.top), right: Math.min(box.right, room.right), bottom: Math.min(box.bottom, room.bottom) };
}
