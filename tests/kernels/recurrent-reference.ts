/** Recurrent layers, step by step and row by row in double precision. Source: keras/src/layers/rnn */

export interface Sequence {
  readonly rows: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
}

export interface Weights {
  /** (features, gates · units) */
  readonly kernel: Float32Array;
  /** (units, gates · units) */
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
  /** Of the recurrent product, for a GRU that resets after it. */
  readonly recurrentBias: Float32Array;
}

type Scalar = (x: number) => number;

/** State vectors in, state vectors out; the first is the output. */
export type Step = (x: readonly number[], states: readonly (readonly number[])[]) => number[][];

/** vector · matrix[:, from … from + units] + bias */
function times(
  vector: readonly number[],
  matrix: Float32Array,
  columns: number,
  from: number,
  units: number,
): number[] {
  return Array.from({ length: units }, (_, j) =>
    vector.reduce((sum, value, k) => sum + value * (matrix[k * columns + from + j] ?? 0), 0),
  );
}

export function lstmStep(
  { units }: Sequence,
  { kernel, recurrent, bias }: Weights,
  act: Scalar,
  gate: Scalar,
): Step {
  return (x, [h = [], c = []]) => {
    const [i = [], f = [], g = [], o = []] = [0, 1, 2, 3].map((n) => {
      const fromX = times(x, kernel, 4 * units, n * units, units);
      const fromH = times(h, recurrent, 4 * units, n * units, units);
      return fromX.map((value, j) =>
        (n === 2 ? act : gate)(value + (fromH[j] ?? 0) + (bias[n * units + j] ?? 0)),
      );
    });
    const next = c.map((value, j) => (f[j] ?? 0) * value + (i[j] ?? 0) * (g[j] ?? 0));
    return [next.map((value, j) => (o[j] ?? 0) * act(value)), next];
  };
}

export function gruStep(
  { units }: Sequence,
  weights: Weights,
  act: Scalar,
  gate: Scalar,
  resetAfter: boolean,
): Step {
  const { kernel, recurrent, bias, recurrentBias } = weights;
  return (x, [h = []]) => {
    const fromX = (n: number) =>
      times(x, kernel, 3 * units, n * units, units).map((value, j) => value + (bias[n * units + j] ?? 0));
    const fromH = (n: number, state: readonly number[]) =>
      times(state, recurrent, 3 * units, n * units, units).map(
        (value, j) => value + (resetAfter ? (recurrentBias[n * units + j] ?? 0) : 0),
      );
    const gateOf = (n: number) => fromX(n).map((value, j) => gate(value + (fromH(n, h)[j] ?? 0)));
    const [z, r] = [gateOf(0), gateOf(1)];
    const kept = h.map((value, j) => (r[j] ?? 0) * value);
    const inner = resetAfter ? fromH(2, h).map((value, j) => (r[j] ?? 0) * value) : fromH(2, kept);
    const candidate = fromX(2).map((value, j) => act(value + (inner[j] ?? 0)));
    return [h.map((value, j) => (z[j] ?? 0) * value + (1 - (z[j] ?? 0)) * (candidate[j] ?? 0))];
  };
}

export function simpleRnnStep({ units }: Sequence, { kernel, recurrent, bias }: Weights, act: Scalar): Step {
  return (x, [h = []]) => {
    const fromH = times(h, recurrent, units, 0, units);
    return [
      times(x, kernel, units, 0, units).map((value, j) => act(value + (fromH[j] ?? 0) + (bias[j] ?? 0))),
    ];
  };
}

export interface Running {
  readonly mask: Uint8Array | undefined;
  readonly zeroMasked: boolean;
  readonly backwards: boolean;
}

/** (rows, steps, units): the outputs of all steps. */
export function runSteps(size: Sequence, x: Float32Array, step: Step, running: Running): number[] {
  const { rows, steps, units } = size;
  const outputs = new Array<number>(rows * steps * units).fill(0);
  for (let row = 0; row < rows; row++) {
    for (const [at, output] of runRow(size, row, x, step, running))
      outputs.splice(at * units, units, ...output);
  }
  return outputs;
}

/** The row's outputs with their places, where the mask leaves states as they are. */
function* runRow(
  { steps, features, units }: Sequence,
  row: number,
  x: Float32Array,
  step: Step,
  running: Running,
) {
  const zeros = new Array<number>(units).fill(0);
  let states: readonly number[][] = [zeros, zeros];
  for (let s = 0; s < steps; s++) {
    const at = row * steps + (running.backwards ? steps - 1 - s : s);
    const used = running.mask === undefined || running.mask[at] === 1;
    if (used) states = step([...x.slice(at * features, (at + 1) * features)], states);
    yield [at, used || !running.zeroMasked ? (states[0] ?? zeros) : zeros] as const;
  }
}
