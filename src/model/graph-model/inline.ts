import { MAX_CALL_DEPTH, MAX_CONSTANT_BYTES, MAX_GRAPH_NODES } from '../../domain/limits.ts';
import { outputIndex, refuseForbidden, requireAllowed } from './allowed.ts';
import type { Attribute, Attributes } from './attribute.ts';
import { checkAttributes } from './checks.ts';
import type { Constant } from './constant.ts';
import type { Definitions, FunctionDefinition, NodeDefinition } from './definition.ts';
import { invalidGraph, shown, tooLarge, unsupported } from './failure.ts';
import { constantOperation, type Operation, type Output, placeholder, type Subgraph } from './operation.ts';
import { unfuse } from './unfuse.ts';

/** What a node has become: an operation, or the tensors that stand for it. */
type Resolved = Operation | readonly Output[];

/** What is known before a graph is read: its inputs, and the values of captured variables. By name of the node. */
export type Known = ReadonlyMap<string, Resolved>;

/**
 * Resolve what the references name into one graph of tensor operations: function calls are replaced by what the
 * functions do, reading a variable by the variable, and everything is held against the allow-list first.
 *
 * @param references - as in the graph's own nodes: `node` or `node:1`
 * @throws {FivefoldError} model/op-forbidden, model/op-unsupported, model/damaged, model/too-large
 */
export function inline(
  definitions: Definitions,
  references: readonly string[],
  known: Known,
): readonly Output[] {
  return new Inliner(definitions).resolve(references, definitions.nodes, known, []);
}

/** Counts what it makes, so that a few functions that call each other twice cannot fill the memory. */
class Inliner {
  readonly #definitions: Definitions;
  #operations = 0;
  #constantBytes = 0;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /**
   * Depth first without recursion: a node is opened, then its inputs, then it is made. In a cycle it is made while an
   * input is still open, and so has nothing to refer to.
   */
  resolve(
    references: readonly string[],
    definitions: readonly NodeDefinition[],
    known: Known,
    callers: readonly string[],
  ): readonly Output[] {
    const nodes = new Map(definitions.map((node) => [node.name, node]));
    const resolved = new Map(known);
    const opened = new Set<string>();
    const pending = references.map(nameIn).reverse();
    for (let name = pending.at(-1); name !== undefined; name = pending.at(-1)) {
      const node = nodes.get(name);
      if (resolved.has(name)) pending.pop();
      else if (node === undefined) throw invalidGraph(`The graph lacks the node "${shown(name)}".`, name);
      else if (opened.has(name)) resolved.set(name, this.#make(node, resolved, callers));
      else {
        opened.add(name);
        pending.push(
          ...dataInputs(node)
            .map(nameIn)
            .filter((input) => !resolved.has(input)),
        );
      }
    }
    return references.map((reference) => outputOf(reference, resolved));
  }

  #make(node: NodeDefinition, resolved: Known, callers: readonly string[]): Resolved {
    requireAllowed(node.op, node.name);
    const inputs = dataInputs(node).map((reference) => outputOf(reference, resolved));
    switch (node.op) {
      case 'PartitionedCall':
      case 'StatefulPartitionedCall':
        return this.#call(this.#functionOf(node, 'f'), inputs, callers);
      case 'Identity':
      case 'StopGradient':
      case 'PreventGradient':
      case 'Snapshot':
      case 'CheckNumerics':
      case 'PlaceholderWithDefault':
      case 'ReadVariableOp':
        return inputs.slice(0, 1);
      case 'IdentityN':
        return inputs;
      case 'Const':
        return this.#constant(node);
      case 'ResourceGather':
        return this.#gather(node, inputs);
      default:
        return this.#operation(node, inputs, callers);
    }
  }

  #operation(node: NodeDefinition, inputs: readonly Output[], callers: readonly string[]): Operation {
    this.#count();
    const { op, name } = node;
    const attributes: Attributes = new Map([...this.#definitions.defaults(op), ...node.attributes]);
    checkAttributes(op, name, attributes);
    const roles = BRANCHES[op];
    if (roles === undefined) return unfuse({ op, name, inputs, attributes });
    const branches = roles.map(
      (role) => [role, this.#subgraph(this.#functionOf(node, role), callers)] as const,
    );
    return { op, name, inputs, attributes, branches: new Map(branches) };
  }

  #call(
    callee: FunctionDefinition,
    inputs: readonly Output[],
    callers: readonly string[],
  ): readonly Output[] {
    if (callers.includes(callee.name)) {
      throw invalidGraph(`The function "${shown(callee.name)}" calls itself, so it never ends.`, callee.name);
    }
    if (callers.length >= MAX_CALL_DEPTH)
      throw tooLarge('functions that call each other too deeply', MAX_CALL_DEPTH);
    this.#count();
    for (const { op, name } of callee.nodes) refuseForbidden(op, name);
    const known = callee.inputs.map((name, i): [string, Resolved] => [name, inputs.slice(i, i + 1)]);
    return this.resolve(callee.outputs, callee.nodes, new Map(known), [...callers, callee.name]);
  }

  #subgraph(callee: FunctionDefinition, callers: readonly string[]): Subgraph {
    const inputs = callee.inputs.map(placeholder);
    const outputs = this.#call(callee, inputs.map(firstOf), callers);
    return { inputs, outputs };
  }

  #functionOf({ name, attributes }: NodeDefinition, role: string): FunctionDefinition {
    const callee = attributes.get(role)?.func?.name ?? '';
    const found = this.#definitions.findFunction(callee);
    if (found !== undefined) return found;
    throw invalidGraph(
      `"${shown(name)}" calls the function "${shown(callee)}", which the model lacks.`,
      name,
    );
  }

  #constant({ name, constant }: NodeDefinition): Operation {
    const value = constant?.();
    if (value === undefined) throw invalidGraph(`The constant "${shown(name)}" has no value.`, name);
    this.#constantBytes += value.data.byteLength;
    if (this.#constantBytes > MAX_CONSTANT_BYTES)
      throw tooLarge('constants of too many bytes', MAX_CONSTANT_BYTES);
    return this.#fixed(name, value);
  }

  /** Rows of a variable. Source: tensorflow/core/kernels/resource_variable_ops.cc `ResourceGatherOp` */
  #gather(node: NodeDefinition, inputs: readonly Output[]): Operation {
    if ((node.attributes.get('batch_dims')?.i ?? 0) !== 0)
      throw unsupported(node.op, node.name, 'with batch_dims');
    const axis = this.#fixed(`${node.name}/axis`, { dtype: 'int32', shape: [], data: Int32Array.of(0) });
    const attributes = new Map<string, Attribute>([['batch_dims', { i: 0 }]]);
    this.#count();
    return { op: 'GatherV2', name: node.name, inputs: [...inputs, firstOf(axis)], attributes };
  }

  #fixed(name: string, constant: Constant): Operation {
    this.#count();
    return constantOperation(name, constant);
  }

  #count(): void {
    this.#operations += 1;
    if (this.#operations > MAX_GRAPH_NODES) throw tooLarge('too many operations', MAX_GRAPH_NODES);
  }
}

/** Operations that hold functions, by the attributes that name them. */
const BRANCHES: Readonly<Record<string, readonly string[] | undefined>> = {
  While: ['cond', 'body'],
  StatelessWhile: ['cond', 'body'],
  If: ['then_branch', 'else_branch'],
  StatelessIf: ['then_branch', 'else_branch'],
};

function firstOf(operation: Operation): Output {
  return { operation, index: 0 };
}

/** Inputs that carry tensors; the others only order side effects, of which there are none. */
function dataInputs({ inputs }: NodeDefinition): readonly string[] {
  return inputs.filter((input) => !input.startsWith('^'));
}

/** The node that a reference names. */
export function nameIn(reference: string): string {
  return reference.split(':', 1)[0] ?? '';
}

function outputOf(reference: string, resolved: Known): Output {
  const [name = '', ...rest] = reference.split(':');
  const value = resolved.get(name);
  const position = Number(rest.at(-1) ?? 0);
  const output = value !== undefined && pick(value, rest.length > 1 ? (rest[0] ?? '') : '', position);
  if (!output) throw invalidGraph(`The graph has nothing at "${shown(reference)}".`, reference);
  return output;
}

function pick(value: Resolved, output: string, position: number): Output | undefined {
  if ('op' in value) return { operation: value, index: outputIndex(value.op, output, position) };
  return value[position];
}
