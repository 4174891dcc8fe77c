import { type FunctionSpec, type NodeSpec, record, savedModelOf } from '../../model/saved-model/write.ts';
import type { Attack } from '../world.ts';
import { text } from './build.ts';

/** The variables that TensorFlow always writes; these graphs have none. */
const NO_VARIABLES = { 'variables/variables.index': text('unused') };
const FLOAT = 1;
const INT32 = 3;
const BOOL = 10;

/** A graph as it is committed: a function of one input, `x`, of two numbers a row. */
function saved(...functions: readonly FunctionSpec[]): Attack['files'] {
  return { ...Object.fromEntries(savedModelOf(...functions)), ...NO_VARIABLES };
}

const SAME: NodeSpec = { name: 'same', op: 'Identity', inputs: ['x'] };
const main = (...nodes: readonly NodeSpec[]): FunctionSpec => ({ name: 'main', nodes });

/** Every operation that TensorFlow has for reaching out of a graph, and graphs that never end. */
export function graphs(): readonly Attack[] {
  const forbidden = (id: string, op: string): Attack => ({
    title: `[${id}] ${op}`,
    files: saved(main({ name: 'attack', op, inputs: ['x'] })),
    ends: 'model/op-forbidden',
  });
  const refused = 'model/op-forbidden';
  return [
    { title: '[T-17] none: the control case', files: saved(main(SAME)), ends: 'scored' },
    ...['ReadFile', 'WriteFile', 'MatchingFiles', 'RestoreV2', 'SaveV2'].map((op) => forbidden('T-17', op)),
    {
      title: '[T-17] WriteFile that no answer needs',
      files: saved(main({ name: 'attack', op: 'WriteFile', inputs: ['x'] }, SAME)),
      ends: refused,
    },
    {
      title: '[T-17] ReadFile in the body of a loop',
      files: looping({ name: 'r', op: 'ReadFile', inputs: ['x'] }),
      ends: refused,
    },
    { title: '[T-17] WriteFile in a graph for the web', files: webGraph('WriteFile'), ends: refused },
    ...['PyFunc', 'PyFuncStateless', 'EagerPyFunc', 'XlaCallModule'].map((op) => forbidden('T-18', op)),
    { title: '[T-18] PyFunc in a graph for the web', files: webGraph('PyFunc'), ends: refused },
    {
      title: '[T-13] functions that call each other in a circle',
      files: saved(calling('main', 'other'), calling('other', 'main')),
      ends: 'model/damaged',
    },
    {
      title: '[T-14] functions that each call the next twice, 40 levels deep',
      files: saved(...doubling(40), { name: 'f40', nodes: [SAME] }),
      ends: 'model/too-large',
    },
    {
      title: '[T-12] attributes in attributes, 1,000 deep, which nothing asks for',
      files: saved(main({ ...SAME, attributes: { a: nested(1_000) } })),
      ends: 'scored',
    },
    {
      title: '[T-07] one number that stands for 2^40',
      files: saved(
        main(constant('c', FLOAT, [2 ** 20, 2 ** 20]), {
          name: 'sum',
          op: 'AddV2',
          inputs: ['x', 'c:output:0'],
        }),
      ),
      ends: 'model/too-large',
    },
    {
      title: '[T-08] a constant of a negative size',
      files: saved(
        main(constant('c', FLOAT, [-2]), { name: 'sum', op: 'AddV2', inputs: ['x', 'c:output:0'] }),
      ),
      ends: 'model/damaged',
    },
    {
      title: '[T-22] an answer of one row more',
      files: saved(
        main(
          constant('axis', INT32, []),
          constant('c', FLOAT, [1, 2]),
          joined('c:output:0', 'axis:output:0'),
        ),
      ),
      ends: 'prediction/shape',
    },
    {
      title: '[T-22] an answer that is a constant, without rows',
      files: saved(main(constant('c', FLOAT, [2]))),
      ends: 'prediction/shape',
    },
  ];
}

/** A graph that does not end by itself. */
export function endless(): readonly Attack[] {
  const files = looping({ name: 'next', op: 'Relu', inputs: ['x'] });
  return [{ title: '[T-19] a While without end', files, ends: 'timeout' }];
}

/** A graph whose one tensor is twice as large after each turn. */
export function growing(): readonly Attack[] {
  const files = looping(constant('axis', INT32, [], 1), joined('x', 'axis:output:0'));
  return [{ title: '[T-20] a While that doubles its tensor', files, ends: 'memory' }];
}

function looping(...nodes: readonly NodeSpec[]): Attack['files'] {
  return saved(main(loop('x')), { name: 'ever', nodes: [always()] }, { name: 'body', nodes });
}

function loop(input: string): NodeSpec {
  return { name: 'loop', op: 'While', inputs: [input], functions: { cond: 'ever', body: 'body' } };
}

function always(): NodeSpec {
  return {
    name: 'yes',
    op: 'Const',
    attributes: { value: record([8, record([1, BOOL], [2, record()], [11, 1])]) },
  };
}

/** `[x, other]` end to end. */
function joined(other: string, axis: string): NodeSpec {
  const attributes = { N: record([3, 2]), T: record([6, FLOAT]), Tidx: record([6, INT32]) };
  return { name: 'joined', op: 'ConcatV2', inputs: ['x', other, axis], attributes };
}

/** One number, which stands for all of the tensor. */
function constant(name: string, dtype: number, sizes: readonly number[], value = 0): NodeSpec {
  const shape = record(...sizes.map((size) => [2, record([1, size])] as const));
  const values = dtype === FLOAT ? ([5, Uint8Array.of(0, 0, 0x80, 0x3f)] as const) : ([7, value] as const);
  return {
    name,
    op: 'Const',
    attributes: { dtype: record([6, dtype]), value: record([8, record([1, dtype], [2, shape], values)]) },
  };
}

function calling(name: string, callee: string): FunctionSpec {
  return { name, nodes: [{ name: 'call', op: 'PartitionedCall', inputs: ['x'], functions: { f: callee } }] };
}

function doubling(levels: number): FunctionSpec[] {
  return Array.from({ length: levels }, (_, i) => {
    const functions = { f: `f${i + 1}` };
    const first = { name: 'first', op: 'PartitionedCall', inputs: ['x'], functions };
    const second = { name: 'second', op: 'PartitionedCall', inputs: ['first:output:0'], functions };
    return { name: i === 0 ? 'main' : `f${i}`, nodes: [first, second] };
  });
}

/** A function as an attribute of a function as an attribute … */
function nested(depth: number): Uint8Array {
  let value = record([10, record([1, 'f'])]);
  for (let i = 0; i < depth; i++) value = record([10, record([1, 'f'], [2, record([1, 'a'], [2, value])])]);
  return value;
}

function webGraph(op: string): Attack['files'] {
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } },
    { name: 'attack', op, input: ['x'] },
  ];
  const json = {
    format: 'graph-model',
    modelTopology: { node },
    weightsManifest: [{ paths: [], weights: [] }],
  };
  return { 'model.json': JSON.stringify(json) };
}
