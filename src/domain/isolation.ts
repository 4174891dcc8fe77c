/**
 * What kept the models of a grading in, on the machine that graded them. What always holds is not listed: an empty
 * environment, no labels, key or token in the process, an end at the wall clock.
 */
export interface Isolation {
  /** `bwrap`, `unshare`: a network namespace without a network. `node`: Node refuses. `none`: it was not cut off. */
  readonly network: 'bwrap' | 'unshare' | 'node' | 'none';
  /** `bwrap`: nothing is there but the grader's code. `node`: Node refuses everything else. `none`: an addon sees them. */
  readonly files: 'bwrap' | 'node' | 'none';
  /** `rlimit`: the kernel gives no more. `watched`: the grader looks, and ends what takes too much. */
  readonly memory: 'rlimit' | 'watched' | 'none';
  /** `rlimit`: the kernel counts processor time. `clock`: the wall clock alone ends it. */
  readonly cpu: 'rlimit' | 'clock';
}

/**
 * What computes. `wasm` is bundled, is a sandbox in itself and gives the same bits everywhere. `native` is TensorFlow itself,
 * an addon, where somebody has installed it.
 */
export type EngineKind = 'wasm' | 'native';
