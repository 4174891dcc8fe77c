import { type Attribute, type Attributes, textOf } from './attribute.ts';
import type { Definitions, FunctionDefinition, NodeDefinition } from './definition.ts';
import { invalidGraph, shown } from './failure.ts';
import { nameIn } from './inline.ts';

/** One variable of a loop, by the nodes that stand for it. */
interface LoopVariable {
  /** Its value before the loop. */
  readonly initial: string;
  /** Its value in an iteration: the name of the `Merge`, which becomes the name of the argument. */
  readonly current: string;
  /** The `Switch` that hands it to the body, at output 1, or out of the loop. */
  readonly gate: string;
  /** Its value for the next iteration; none for what the loop never changes. */
  readonly next?: string;
}

interface Loop {
  readonly name: string;
  readonly condition: string;
  readonly variables: readonly LoopVariable[];
}

/**
 * TensorFlow 1 spells a loop as a cycle of `Enter`, `Merge`, `Switch`, `NextIteration` and `Exit`, and TensorFlow.js's
 * converter lowers loops to it unless told otherwise. Here they become `While` again, with functions of their own.
 * Source: tensorflow/core/common_runtime/lower_while_op.cc, which is the way back
 *
 * @throws {FivefoldError} model/damaged
 */
export function raiseLoops(definitions: Definitions): Definitions {
  const { nodes } = definitions;
  const frames = Map.groupBy(
    nodes.filter(({ op }) => op === 'Enter'),
    ({ attributes }) => textOf(attributes.get('frame_name')),
  );
  if (frames.size === 0) return definitions;
  const graph = indexOf(nodes);
  const loops = [...frames.values()].map((enters, i) => readLoop(`loop ${i}`, enters, graph));
  const results = new Map(
    loops.flatMap(({ name, variables }) => variables.map(({ gate }, i) => [gate, `${name}:${i}`] as const)),
  );
  const raised = [...nodes.map((node) => withoutExit(node, results)), ...loops.map(whileNode)];
  const functions = new Map(
    loops.flatMap((loop) => functionsOf(loop, raised)).map((item) => [item.name, item]),
  );
  return {
    ...definitions,
    nodes: raised,
    findFunction: (name) => functions.get(name) ?? definitions.findFunction(name),
  };
}

interface GraphIndex {
  readonly byName: ReadonlyMap<string, NodeDefinition>;
  /** `Merge` and `Switch` nodes by what flows into them. */
  readonly merges: ReadonlyMap<string, NodeDefinition>;
  readonly switches: ReadonlyMap<string, NodeDefinition>;
}

function indexOf(nodes: readonly NodeDefinition[]): GraphIndex {
  const fedBy = (op: string) =>
    new Map(
      nodes.filter((node) => node.op === op).map((node) => [nameIn(node.inputs[0] ?? ''), node] as const),
    );
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return { byName, merges: fedBy('Merge'), switches: fedBy('Switch') };
}

function readLoop(name: string, enters: readonly NodeDefinition[], graph: GraphIndex): Loop {
  const variables = enters.map((enter) => readVariable(enter, graph));
  const { gate = '' } = variables.find((variable) => variable.gate !== '') ?? {};
  const decision = graph.byName.get(gate)?.inputs[1] ?? '';
  const condition = graph.byName.get(nameIn(decision))?.inputs[0];
  if (condition === undefined) throw invalidGraph(`A loop at "${shown(enters[0]?.name ?? '')}" never ends.`);
  return { name, condition, variables };
}

function readVariable(enter: NodeDefinition, { byName, merges, switches }: GraphIndex): LoopVariable {
  const [initial = ''] = enter.inputs;
  const merge = merges.get(enter.name);
  if (merge === undefined) return { initial, current: enter.name, gate: '' };
  const next = byName.get(nameIn(merge.inputs[1] ?? ''))?.inputs[0] ?? '';
  return { initial, current: merge.name, gate: switches.get(merge.name)?.name ?? '', next };
}

function whileNode({ name, variables }: Loop): NodeDefinition {
  const attributes: Attributes = new Map<string, Attribute>([
    ['cond', { func: { name: `${name} cond` } }],
    ['body', { func: { name: `${name} body` } }],
  ]);
  return { name, op: 'While', inputs: variables.map(({ initial }) => initial), attributes };
}

/** What leaves a loop is a result of the `While`. */
function withoutExit(node: NodeDefinition, results: ReadonlyMap<string, string>): NodeDefinition {
  if (node.op !== 'Exit') return node;
  const result = results.get(nameIn(node.inputs[0] ?? ''));
  if (result === undefined) {
    throw invalidGraph(`"${shown(node.name)}" leaves a loop that it is not in.`, node.name);
  }
  return { ...node, op: 'Identity', inputs: [result] };
}

/** Both see the whole graph; what they do not need is never visited. */
function functionsOf(
  { name, condition, variables }: Loop,
  nodes: readonly NodeDefinition[],
): FunctionDefinition[] {
  const renames = new Map(
    variables.filter(({ gate }) => gate !== '').map(({ gate, current }) => [`${gate}:1`, current]),
  );
  const renamed = (reference: string): string => renames.get(reference) ?? reference;
  const inside = nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }));
  const inputs = variables.map(({ current }) => current);
  const next = variables.map((variable) => renamed(variable.next ?? variable.current));
  return [
    { name: `${name} cond`, inputs, outputs: [condition], nodes: inside },
    { name: `${name} body`, inputs, outputs: next, nodes: inside },
  ];
}
