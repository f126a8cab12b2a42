// Where things lie in the shared memory: byte offsets known to both kernels (this file is compiled by tsc and by asc).

/** Byte offset of the ziggurat tables: 129 edges, then 128 ratios, all f64. */
export const ZIGGURAT_OFFSET = 64;
/** First byte that may hold data and jobs. */
export const HEAP_OFFSET = 4096;

// The parameters of a job, from its base. Addresses are absolute, SCRATCH_* are relative to a worker's scratch.
export const P_ROWS = 0;
export const P_LABELS = 4;
export const P_COUNT = 8;
export const P_DIMENSION = 12;
export const P_STRIDE = 16;
export const P_BATCH = 20;
export const P_SAMPLING = 24;
export const P_BURN_IN = 28;
export const P_TRUTH = 32;
export const P_SCRATCH_SUM = 36;
export const P_SCRATCH_LISTS = 40;
export const P_SCRATCH_WEIGHTS = 44;
export const P_SCRATCH_ORDER = 48;
export const P_SCRATCH_FRESH = 52;
export const P_SCALE = 56;
export const P_SIGMA = 64;
export const P_NOISE = 72;
export const P_LOOP = 80;
export const P_STEP_MODE = 84;
export const P_STEP_COUNT = 88;
export const P_STEP_TABLE = 92;
export const P_SNAPSHOT = 96;
export const P_GRAM = 100;
export const P_SCRATCH_GRADIENT = 104;
export const P_SCRATCH_MEMORY = 108;
export const P_DECAY = 112;
export const P_PARAMETERS = 120;
/** Rows of the batch, its last ones, that the rule's code takes off the gradient itself. */
export const P_RULE_ROWS = 124;
export const P_LOSS_PARAMETERS = 128;
/** Labels of the batch, and room for a second list, its weights and its labels: for losses other than squares. */
export const P_SCRATCH_LABELS = 132;
export const P_NODES = 160;
export const P_MIXING = 164;
export const P_SCRATCH_NODES = 168;
/** Deviations of the columns of Gaussian rows, in units of sigma. */
export const P_DEVIATIONS = 172;
export const P_SCRATCH_LANES = 176;
/** Iterations between two iterates of a path. */
export const P_RECORD_EVERY = 180;
export const P_SIZE = 192;

// Control words of a job, shared by the workers: byte offsets from the parameters' end.
export const C_NEXT_REPEAT = 192;
export const C_FINISHED = 196;
export const C_CANCELLED = 200;
export const CONTROL_END = 256;

/** Repeats that go side by side where the rows are drawn, see assembly/lanes.ts: their numbers lie together, one for each. */
export const LANES = 4;
/** Of repeats side by side: their generators, word by word, and then their iterates. */
export const LANES_ITERATE = 64;

// A worker's scratch begins with the generator's four words and the place in the order of rows; the iterate follows.
export const SCRATCH_PLACE = 16;
export const SCRATCH_ITERATE = 64;

// P_SAMPLING
export const SAMPLING_REJECTION = 0;
export const SAMPLING_SHUFFLE = 1;
export const SAMPLING_INDEPENDENT = 2;
export const SAMPLING_FRESH = 3;
export const SAMPLING_EPOCHS = 4;
export const SAMPLING_CYCLIC = 5;
// Fresh rows that are not Gaussian: the host draws them.
export const SAMPLING_STREAM_LAW = 6;

// P_STEP_MODE: the table in turn, a random entry of it, uniform between its two entries. P_LOOP is LOOP_FUSED for plain SGD
// with one step-size, which has a faster loop of its own.
export const STEP_CYCLE = 0;
export const STEP_CHOICE = 1;
export const STEP_UNIFORM = 2;
export const LOOP_FUSED = 0;
export const LOOP_BY_RULE = 1;
