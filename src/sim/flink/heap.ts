// The heap of a TaskManager's process: what its tasks hold is counted, and beyond a bound one fails with an OutOfMemoryError.

/** What the JobManager makes of a task's `Java heap space` (ClusterEntryPointExceptionUtils), word for word. */
export const HEAP_SPACE = "Java heap space. A heap space-related out-of-memory error has occurred. This can mean two things: either Flink Master requires a larger size of JVM heap space or there is a memory leak. In the first case, 'jobmanager.memory.heap.size' can be used to increase the amount of available heap memory. If the problem is not resolved by increasing the heap size, it indicates a memory leak in the user code or its dependencies which needs to be investigated and fixed. The Flink Master has to be shutdown...";

/** What the tasks of one TaskManager may hold in keyed state between them, in bytes. The real default is 384 MiB (taskmanager.memory.task.heap.size). */
export const TASK_HEAP_BYTES = 64 * 1_048_576;
/** What an entry of a state takes beside its texts and numbers, in bytes: objects of Java have heads. */
export const ENTRY_BYTES = 128;
/** Rows that one row may become in a task at most; and what a watermark, a timer or the end of all input may bring out. */
export const MOST_ROWS_OF_ONE = 100_000;
export const MOST_ROWS_AT_ONCE = 1_000_000;
