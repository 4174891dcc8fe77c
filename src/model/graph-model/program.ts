import * as tf from '@tensorflow/tfjs-core';
import { textOf } from './attribute.ts';
import { batchNorm } from './batch-norm.ts';
import { controlFlow, type Run } from './control-flow.ts';
import { einsum } from './einsum.ts';
import { emit } from './emit.ts';
import { unsupported } from './failure.ts';
import type { Kernel } from './kernel.ts';
import { type Operation, operationsOf, type Subgraph } from './operation.ts';
import { TensorLists } from './tensor-lists.ts';

type Converter = typeof import('@tensorflow/tfjs-converter');

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
  const assembly = new Assembly(await import('@tensorflow/tfjs-converter'));
  const run = assembly.prepare(graph);
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

/** Registered names are global in TensorFlow.js; a number keeps those of several models apart. */
let registered = 0;

class Assembly {
  readonly lists = new TensorLists();
  readonly #converter: Converter;
  readonly #disposals: (() => void)[] = [];

  constructor(converter: Converter) {
    this.#converter = converter;
  }

  prepare(graph: Subgraph): Run {
    const operations = operationsOf(graph);
    const custom = new Map(operations.flatMap((operation) => this.#register(operation)));
    const { artifacts, inputNames, outputNames } = emit(graph, operations, custom);
    const model = this.#converter.loadGraphModelSync(artifacts);
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

/** What TensorFlow.js lacks, on its wasm backend or at all. */
const OWN_KERNELS: Readonly<Record<string, ((operation: Operation) => Kernel) | undefined>> = {
  Einsum: einsumKernel,
  Erfc: () => unary((x) => tf.sub(1, tf.erf(x))),
  FusedBatchNorm: ({ attributes }) => batchNorm(attributes),
  FusedBatchNormV2: ({ attributes }) => batchNorm(attributes),
  FusedBatchNormV3: ({ attributes }) => batchNorm(attributes),
};

function unary(compute: (x: tf.Tensor) => tf.Tensor): Kernel {
  return ([x]) => {
    if (x === undefined) throw new TypeError('an input is needed');
    return compute(x);
  };
}

function einsumKernel({ op, name, attributes }: Operation): Kernel {
  const equation = textOf(attributes.get('equation'));
  const compute = einsum(equation);
  if (compute === undefined)
    throw unsupported(op, name, `with the equation "${equation}", which the grader cannot compute`);
  return ([left, right]) => {
    if (left === undefined || right === undefined) throw new TypeError('two inputs are needed');
    return compute(left, right);
  };
}
