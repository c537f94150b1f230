// Whatever takes longer than a second says so.

const PATIENCE_MS = 1_000;

/** Waits for this work, and says so where it takes longer than a second. */
export async function patiently<T>(work: Promise<T>, tell: () => void): Promise<T> {
  const timer = setTimeout(tell, PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** As `patiently`, for an input; the words for it come when they are needed. */
export const whileTaken = <T>(work: Promise<T>): Promise<T> => patiently(work, () => void import('./input-waits.ts').then(({ sayInputWaits }) => sayInputWaits(), () => undefined));
