import { labelOf } from '../failure.ts';
import { type Graph, type GraphInput, type LayerLabel, type Step, TensorRef } from '../graph.ts';
import { declaredInput, rowShape } from './input-shape.ts';
import { invalidConfig, type JsonObject } from './json.ts';
import type { Listed } from './model.ts';

/** Reference to what a Sequential is given; layer names cannot clash with it because it is no call of a layer. */
const ENTRY = new TensorRef('', -1, 0);

/** Each layer on what the one before answered. */
export function sequentialGraph(label: LayerLabel, listed: readonly Listed[], options: JsonObject): Graph {
  const running = listed.filter(({ layer }) => layer.className !== 'InputLayer');
  const steps: Step[] = [];
  let latest = ENTRY;
  running.forEach(({ layer }, i) => {
    const output = new TensorRef(layer.name, i, 0);
    steps.push({ layer, key: output.callKey, args: [latest], kwargs: {} });
    latest = output;
  });
  if (listed.length === 0) throw invalidConfig(`${labelOf(label)} has no layers.`, label.name);
  return { inputs: [inputOf(listed, options)], outputs: [latest], steps };
}

function inputOf(listed: readonly Listed[], options: JsonObject): GraphInput {
  const [first] = listed;
  const nested = first?.layer.graph?.inputs[0];
  if (nested !== undefined) return { ...nested, name: first?.layer.name ?? '', ref: ENTRY };
  const declared = declaredInput(first?.serialised ?? {});
  return {
    name: first?.layer.name ?? '',
    ref: ENTRY,
    shape: declared.shape ?? rowShape(options.build_input_shape),
    dtype: declared.dtype,
  };
}
