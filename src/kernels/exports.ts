import type { ConvolutionKernels } from './exports/convolution.ts';
import type { ElementKernels } from './exports/elements.ts';
import type { MatrixKernels } from './exports/matrix.ts';
import type { MoveKernels } from './exports/moves.ts';
import type { PoolingKernels } from './exports/pooling.ts';
import type { RecurrentKernels } from './exports/recurrent.ts';
import type { RowKernels } from './exports/rows.ts';

export {
  ACTIVATION,
  type ActivationCode,
  type Address,
  COMBINATION,
  type CombinationCode,
} from './exports/codes.ts';

/**
 * The kernels as WebAssembly exports them. What holds for all of them:
 *
 * - An {@link Address} is a byte offset into the memory; every count, size and stride counts numbers, not bytes.
 * - Tensors are float32, row-major, channels last. Addresses of tensors are multiples of 4; of 64 is faster.
 * - An output may overlap no input, unless `in place` is said to be allowed.
 * - `lo` and `hi` clamp each result (NaN stays NaN): −∞ and ∞ for none, 0 and ∞ for relu, 0 and 6 for relu6.
 * - `scratch` needs as many bytes as {@link ./sizes.ts} says for the kernel; what it holds before and after means nothing.
 * - Each sum runs in one order, whatever else is computed in the same call: rows may be split among calls and threads.
 *
 * What `src/kernels/assembly/` computes and where each approximation comes from stands there.
 */
export interface KernelExports
  extends MatrixKernels,
    ConvolutionKernels,
    PoolingKernels,
    RecurrentKernels,
    RowKernels,
    ElementKernels,
    MoveKernels {}
