// The differences between two lists of lines: the fewest removals and additions, slid as far down as they go.

/** `removed` lines from line `from` of the first list give way to `added` lines from line `to` of the second. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly removed: number;
  readonly added: number;
}

/** Beyond this many cells of the table, what is left between the equal ends is one single change. */
const MAX_CELLS = 4_000_000;

export function edits(left: readonly string[], right: readonly string[]): readonly Edit[] {
  const gone = Array.from({ length: left.length }, () => false);
  const come = Array.from({ length: right.length }, () => false);
  mark(left, right, gone, come);
  slide(left, gone);
  slide(right, come);
  const found: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [from, to] = [i, j];
    while (i < left.length && gone[i] === true) i += 1;
    while (j < right.length && come[j] === true) j += 1;
    if (i > from || j > to) found.push({ from, to, removed: i - from, added: j - to });
    else {
      i += 1;
      j += 1;
    }
  }
  return found;
}

/** Marks the lines that are in no longest common subsequence. */
function mark(left: readonly string[], right: readonly string[], gone: boolean[], come: boolean[]): void {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let [endLeft, endRight] = [left.length, right.length];
  while (endLeft > start && endRight > start && left[endLeft - 1] === right[endRight - 1]) {
    endLeft -= 1;
    endRight -= 1;
  }
  const [rows, columns] = [endLeft - start, endRight - start];
  if (rows * columns > MAX_CELLS) {
    gone.fill(true, start, endLeft);
    come.fill(true, start, endRight);
    return;
  }
  const width = columns + 1;
  const length = new Int32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const same = left[start + i] === right[start + j];
      length[i * width + j] = same ? (length[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
    }
  }
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && left[start + i] === right[start + j]) {
      i += 1;
      j += 1;
    } else if (j >= columns || (i < rows && (length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0))) {
      gone[start + i] = true;
      i += 1;
    } else {
      come[start + j] = true;
      j += 1;
    }
  }
}

/** A run of changed lines moves down while the line after it is the same as its first one. */
function slide(lines: readonly string[], changed: boolean[]): void {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    if (changed[at] !== true || changed[at - 1] === true) continue;
    let [first, end] = [at, at];
    while (changed[end] === true) end += 1;
    while (end < lines.length && changed[end] === false && lines[first] === lines[end]) {
      changed[first] = false;
      changed[end] = true;
      first += 1;
      while (changed[end] === true) end += 1;
    }
  }
}
