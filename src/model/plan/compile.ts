import { leavesOf, mapLeaves } from '../config/tree.ts';
import { type Arguments, type Graph, isTensorRef, type Layer, type Step, type TensorRef } from '../graph.ts';
import { type Apply, Builder, Unplannable } from './builder.ts';
import { foldEndings } from './fold.ts';
import { isOperand, type Operand } from './operand.ts';
import type { Plan } from './plan.ts';
import { shareRoom } from './share.ts';
import type { DraftStep, PlanStep } from './step.ts';
import { withoutUnread } from './unread.ts';

/** What a plan is made for. */
export interface RowKind {
  /** As the model declares its input: nothing varies any more. */
  readonly shape: readonly number[];
  readonly isWhole: boolean;
  /** Rows that may run together. */
  readonly maxRows: number;
}

export interface PlanOptions {
  /** Fold what follows a product into it, and work in place? Switched off to compare. */
  readonly fuses: boolean;
}

/**
 * Makes a plan of a model with one input and one output: nested models are flattened, what only hands on disappears, what may be
 * folded is.
 *
 * @param trial - says what a layer answers that no kernel computes
 * @throws {Unplannable}
 */
export function compile(
  graph: Graph,
  row: RowKind,
  trial: Apply,
  { fuses }: PlanOptions = { fuses: true },
): Plan {
  const apply: Apply = (layer, call, plan) => applyLayer(layer, call, plan, trial);
  const builder = new Builder(row.maxRows, apply);
  const input = builder.tensor(row.shape, { copies: 1 }, row.isWhole ? 'int32' : 'float32');
  const [output, ...others] = runGraph(graph, [input], builder, apply);
  if (output === undefined || others.length > 0 || output.dtype === 'bool') throw new Unplannable('outputs');
  const steps = fuses ? foldEndings(withoutUnread(builder.steps, output), [output]) : builder.steps;
  if (fuses) shareRoom(steps, [output]);
  return { steps: steps.map(settled), input, output, maxRows: row.maxRows };
}

function settled(step: DraftStep): PlanStep {
  if (step.kind === 'tensorflow') return step;
  const { kind, reads, writes, cost, weightBytes = 0, calls } = step;
  return { kind, reads, writes, cost, weightBytes, calls: calls() };
}

function runGraph(graph: Graph, inputs: readonly Operand[], plan: Builder, apply: Apply): readonly Operand[] {
  const results = new Map<string, readonly Operand[]>();
  graph.inputs.forEach(({ ref }, i) => {
    const input = inputs[i];
    if (input !== undefined) results.set(ref.callKey, [input]);
  });
  const lookUp = (ref: TensorRef): Operand => {
    const found = results.get(ref.callKey)?.[ref.tensor];
    if (found === undefined) throw new Unplannable(`an output of ${ref.layer}`);
    return found;
  };
  for (const step of graph.steps) results.set(step.key, apply(step.layer, resolved(step, lookUp), plan));
  return graph.outputs.map(lookUp);
}

function resolved({ args, kwargs }: Step, lookUp: (ref: TensorRef) => Operand): Arguments<Operand> {
  const resolve = (tree: Step['args'][number]) => mapLeaves<TensorRef, Operand>(tree, isTensorRef, lookUp);
  return {
    args: args.map(resolve),
    kwargs: Object.fromEntries(Object.entries(kwargs).map(([name, tree]) => [name, resolve(tree)])),
  };
}

function applyLayer(layer: Layer, call: Arguments<Operand>, plan: Builder, trial: Apply): readonly Operand[] {
  if (layer.trains === true && (call.kwargs.training === true || call.args[1] === true)) {
    throw new Unplannable('training mode');
  }
  if (layer.graph === undefined) return layer.lower?.(call, plan) ?? trial(layer, call, plan);
  const inputs = leavesOf<Operand>(call.args, isOperand);
  if (inputs.length !== layer.graph.inputs.length) throw new Unplannable('inputs of a nested model');
  return runGraph(layer.graph, inputs, plan, (inner, call) => applyLayer(inner, call, plan, trial));
}
