import type { io } from '@tensorflow/tfjs-core';
import type { Attribute, Attributes, Shape } from './attribute.ts';
import type { Operation, Output, Subgraph } from './operation.ts';

/** A graph in TensorFlow.js's own format, with the names that stand for its inputs and outputs. */
export interface Emitted {
  readonly artifacts: io.ModelArtifacts;
  readonly inputNames: readonly string[];
  readonly outputNames: string[];
}

/**
 * Write a graph as TensorFlow.js reads it. Every name is a number of ours: names of the candidate's could collide, or
 * mean something to JavaScript.
 *
 * @param operations - all that the outputs need, each after its inputs
 * @param custom - names under which operations of our own are registered
 */
export function emit(
  { inputs, outputs }: Subgraph,
  operations: readonly Operation[],
  custom: ReadonlyMap<Operation, string>,
): Emitted {
  const all = new Set([...inputs, ...operations]);
  const names = new Map([...all].map((operation, i) => [operation, `n${i}`]));
  const nameOf = (operation: Operation): string => names.get(operation) ?? '';
  const reference = ({ operation, index }: Output): string =>
    index === 0 ? nameOf(operation) : `${nameOf(operation)}:${index}`;
  const nodes = [...all].map((operation) => ({
    name: nameOf(operation),
    op: custom.get(operation) ?? SPELLINGS[operation.op] ?? operation.op,
    input: operation.inputs.map(reference),
    attr: custom.has(operation) ? {} : writeAttributes(operation.attributes),
  }));
  // Identity makes every output a tensor of its own, even where it is an input or a weight.
  const results = outputs.map((output, i) => ({
    name: `output${i}`,
    op: 'Identity',
    input: [reference(output)],
    attr: {},
  }));
  return {
    artifacts: { modelTopology: { node: [...nodes, ...results], versions: {} }, ...weightsOf(all, nameOf) },
    inputNames: inputs.map(nameOf),
    outputNames: results.map(({ name }) => name),
  };
}

/** Operations that TensorFlow.js knows under an older name only. */
const SPELLINGS: Readonly<Record<string, string | undefined>> = { BatchMatMulV3: 'BatchMatMulV2' };

function weightsOf(operations: ReadonlySet<Operation>, nameOf: (operation: Operation) => string) {
  const constants = [...operations].flatMap((operation) =>
    operation.constant ? [{ name: nameOf(operation), ...operation.constant }] : [],
  );
  const weightData = new Uint8Array(constants.reduce((sum, { data }) => sum + data.byteLength, 0));
  let offset = 0;
  for (const { data } of constants) {
    weightData.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  const weightSpecs = constants.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] }));
  return { weightSpecs, weightData: weightData.buffer };
}

function writeAttributes(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries([...attributes].map(([name, attribute]) => [name, writeAttribute(attribute)]));
}

/** Shapes with sizes as text, lists never absent: TensorFlow.js counts on both. */
function writeAttribute({ shape, list, ...rest }: Attribute): Record<string, unknown> {
  return {
    ...rest,
    ...(shape && { shape: writeShape(shape) }),
    ...(list && { list: { ...list, ...(list.shape && { shape: list.shape.map(writeShape) }) } }),
  };
}

function writeShape({ dim, unknownRank }: Shape): unknown {
  return { dim: dim.map(({ size }) => ({ size: String(size) })), unknownRank };
}
