import { labelOf } from '../failure.ts';
import { type GraphInput, type LayerLabel, refsOf, type Step, type TensorRef } from '../graph.ts';
import { invalidConfig } from './json.ts';

/**
 * The calls that the outputs need, each after those whose results it uses (Kahn 1962), otherwise in the order of the
 * config.
 *
 * @throws {FivefoldError} model/config-invalid for a cycle or a reference to nothing
 */
export function inOrder(
  model: LayerLabel,
  steps: readonly Step[],
  inputs: readonly GraphInput[],
  outputs: readonly TensorRef[],
): Step[] {
  const available = new Set(inputs.map(({ ref }) => ref.callKey));
  const needed = reachable(model, steps, available, outputs);
  const ordered: Step[] = [];
  let waiting = steps.filter(({ key }) => needed.has(key));
  while (waiting.length > 0) {
    const later: Step[] = [];
    for (const step of waiting) {
      if (refsOf(step).every((ref) => available.has(ref.callKey))) {
        ordered.push(step);
        available.add(step.key);
      } else later.push(step);
    }
    if (later.length === waiting.length) throw cycle(model, later);
    waiting = later;
  }
  return ordered;
}

/** Keys of the calls behind the outputs, by walking backwards. */
function reachable(
  model: LayerLabel,
  steps: readonly Step[],
  given: ReadonlySet<string>,
  outputs: readonly TensorRef[],
): Set<string> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
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
