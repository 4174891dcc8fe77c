import { tf } from '../tf.ts';
import { controlFlow, type Run } from './control-flow.ts';
import { emit } from './emit.ts';
import type { Kernel } from './kernel.ts';
import { OWN_KERNELS } from './kernels.ts';
import { type Operation, operationsOf, type Subgraph } from './operation.ts';
import { TensorLists } from './tensor-lists.ts';

type Converter = typeof import('./converter.ts');

/** A graph that TensorFlow.js is ready to run. Holds memory and registered operations until disposed of. */
export interface Program {
  /** Synchronous. Results are new tensors in the caller's scope. */
  readonly run: Run;
  dispose(): void;
}

/**
 * Prepare a graph for TensorFlow.js's graph executor, on its synchronous path. Loops, branches, lists and what its wasm
 * backend lacks are given to it as operations of our own: it has no function calls, its own loops need a promise per
 * step, and on leaving a function's body they dispose of tensors that lists still hold (4.22).
 *
 * @throws {FivefoldError} model/op-unsupported, model/damaged
 */
export async function prepareProgram(graph: Subgraph): Promise<Program> {
  const assembly = new Assembly(await import('./converter.ts'));
  const run = assembly.prepareOrDispose(graph);
  return {
    run: (inputs) => {
      try {
        return run(inputs);
      } finally {
        assembly.lists.clear();
      }
    },
    dispose: () => assembly.dispose(),
  };
}

/** Its weights stay, or nothing does: TensorFlow.js keeps what it read before it stumbled. */
function loadWhole<T extends { readonly weights: Record<string, tf.Tensor[]> }>(load: () => T): T {
  const kept: tf.Tensor[] = [];
  tf.engine().startScope();
  try {
    const model = load();
    kept.push(...Object.values(model.weights).flat());
    return model;
  } finally {
    tf.engine().endScope(kept);
  }
}

/** Registered names are global in TensorFlow.js; a number keeps those of several models apart. */
let registered = 0;

class Assembly {
  readonly lists = new TensorLists();
  readonly #converter: Converter;
  readonly #disposals: (() => void)[] = [];

  constructor(converter: Converter) {
    this.#converter = converter;
  }

  prepareOrDispose(graph: Subgraph): Run {
    try {
      return this.prepare(graph);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  prepare(graph: Subgraph): Run {
    const operations = operationsOf(graph);
    const custom = new Map(operations.flatMap((operation) => this.#register(operation)));
    const { artifacts, inputNames, outputNames } = emit(graph, operations, custom);
    const model = loadWhole(() => this.#converter.loadGraphModelSync(artifacts));
    this.#disposals.push(() => model.dispose());
    return (inputs) => {
      const named = Object.fromEntries(inputs.map((input, i) => [inputNames[i] ?? '', input]));
      return [model.execute(named, outputNames)].flat();
    };
  }

  dispose(): void {
    for (const dispose of this.#disposals.splice(0)) dispose();
    this.lists.clear();
  }

  /** The name under which TensorFlow.js finds what we do for this operation, unless it does it by itself. */
  #register(operation: Operation): [Operation, string][] {
    const kernel = this.#kernelOf(operation);
    if (kernel === undefined) return [];
    registered += 1;
    const name = `Fivefold${registered}`;
    this.#converter.registerOp(name, ({ inputs }) => tf.tidy(() => kernel(inputs)));
    this.#disposals.push(() => this.#converter.deregisterOp(name));
    return [[operation, name]];
  }

  #kernelOf(operation: Operation): Kernel | undefined {
    return (
      OWN_KERNELS[operation.op]?.(operation) ??
      this.lists.kernel(operation) ??
      controlFlow(operation, (subgraph) => this.prepare(subgraph))
    );
  }
}
