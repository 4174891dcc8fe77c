/** The best that our matrix product does on one core, in GFLOP/s, in a process that may have been given flags of V8's. */
import {
  biasBytes,
  compileKernels,
  instantiate,
  MATMUL_SCRATCH_BYTES,
  packedBytes,
  Workspace,
} from '../../src/kernels/index.ts';

/** Fits into the second level of any cache, as the tiles of a model do. */
const SIZE = 256;
const ROUNDS = 400;
const REPEATS = 1;

const workspace = new Workspace();
const kernels = instantiate(await compileKernels(), workspace.memory);
const numbers = Float32Array.from({ length: SIZE * SIZE }, (_, i) => Math.sin(i));
const [a, b] = [workspace.store(numbers), workspace.store(numbers)];
const packed = workspace.allocate(packedBytes(SIZE, SIZE));
const bias = workspace.allocate(biasBytes(SIZE));
const out = workspace.allocate(SIZE * SIZE * Float32Array.BYTES_PER_ELEMENT);
const scratch = workspace.allocate(MATMUL_SCRATCH_BYTES);
kernels.pack(b, SIZE, SIZE, SIZE, 1, packed);

let best = Number.POSITIVE_INFINITY;
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  for (let i = 0; i < REPEATS; i++)
    kernels.matmul(a, SIZE, SIZE, SIZE, packed, bias, SIZE, out, SIZE, -Infinity, Infinity, scratch);
  best = Math.min(best, performance.now() - start);
}
console.log(JSON.stringify({ gigaflops: (2 * SIZE ** 3 * REPEATS) / best / 1e6 }));
