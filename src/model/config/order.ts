import { labelOf } from '../failure.ts';
import { type GraphInput, type LayerLabel, refsOf, type Step, type TensorRef } from '../graph.ts';
import { invalidConfig } from './json.ts';

/**
 * The calls that the outputs need, each after those whose results it uses, otherwise in the order of the config. A walk
 * in depth, without recursion and in linear time: a model may be a chain of a hundred thousand calls, written backwards.
 *
 * @throws {FivefoldError} model/config-invalid for a cycle or a reference to nothing
 */
export function inOrder(
  model: LayerLabel,
  steps: readonly Step[],
  inputs: readonly GraphInput[],
  outputs: readonly TensorRef[],
): Step[] {
  const given = new Set(inputs.map(({ ref }) => ref.callKey));
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const needed = reachable(model, byKey, given, outputs);
  const ordered = new Set<Step>();
  for (const step of steps) if (needed.has(step.key)) addWithNeeds(step);
  return [...ordered];

  function addWithNeeds(first: Step): void {
    const way = [visit(first)];
    const open = new Set<Step>([first]);
    for (let current = way.at(-1); current !== undefined; current = way.at(-1)) {
      const need = current.needs.shift();
      const step = need && byKey.get(need.callKey);
      if (step && open.has(step)) throw cycle(model, [...open].slice([...open].indexOf(step)));
      if (step && !given.has(step.key) && !ordered.has(step)) {
        open.add(step);
        way.push(visit(step));
      } else if (need === undefined) {
        ordered.add(current.step);
        open.delete(current.step);
        way.pop();
      }
    }
  }
}

/** A call, and whose results it uses that have not been looked at yet. */
interface Visit {
  readonly step: Step;
  readonly needs: TensorRef[];
}

function visit(step: Step): Visit {
  return { step, needs: refsOf(step) };
}

/** Keys of the calls behind the outputs, by walking backwards. */
function reachable(
  model: LayerLabel,
  byKey: ReadonlyMap<string, Step>,
  given: ReadonlySet<string>,
  outputs: readonly TensorRef[],
): Set<string> {
  const needed = new Set<string>();
  const pending = [...outputs];
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    if (needed.has(ref.callKey) || given.has(ref.callKey)) continue;
    const step = byKey.get(ref.callKey);
    if (step === undefined) throw missing(model, ref);
    needed.add(ref.callKey);
    pending.push(...refsOf(step));
  }
  return needed;
}

function cycle(model: LayerLabel, steps: readonly Step[]) {
  const names = steps.slice(0, 3).map(({ layer }) => `"${layer.name}"`);
  return invalidConfig(`The layers of ${labelOf(model)} form a cycle through ${names.join(', ')}.`);
}

function missing(model: LayerLabel, ref: TensorRef) {
  return invalidConfig(
    `${labelOf(model)} uses call ${ref.call} of layer "${ref.layer}", which it does not have.`,
  );
}
