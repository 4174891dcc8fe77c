import {
  MAX_OUTLINE_BYTES,
  MAX_OUTLINE_INPUTS,
  MAX_OUTLINE_LAYERS,
  MAX_OUTLINE_NAME,
  MAX_RANK,
} from '../domain/limits.ts';
import type { Outline, OutlineLayer } from '../domain/outline.ts';
import type { RowShape } from '../domain/tensor.ts';
import { describeModel, parametersOf } from './describe.ts';
import { type Graph, type LayerLabel, refsOf, type Step } from './graph.ts';
import type { Model } from './index.ts';

/** The layers of a model for a picture of it, those of models inside it after the model that they are part of. */
export async function outlineOf(model: Model): Promise<Outline> {
  const { layers: rows, inputs } = await describeModel(model);
  const { graph } = model.root;
  const list = new LayerList();
  const places = new Map<string, number>();
  for (const [i, { name, ref }] of graph.inputs.entries()) {
    const given = { name, className: 'InputLayer' };
    places.set(ref.callKey, list.add(given, { output: inputs[i]?.shape, parameters: 0, from: [] }));
  }
  addSteps(list, graph, places, { outputOf: (i) => rows[i]?.output });
  return list.outline();
}

interface Surroundings {
  /** Shape of what the i-th step answers, where it is known. */
  readonly outputOf?: (step: number) => RowShape | undefined;
  readonly inside?: number;
}

/** @param places of the calls that are known already, by key: those of the graph's inputs */
function addSteps(
  list: LayerList,
  { steps }: Graph,
  places: Map<string, number>,
  { outputOf, inside }: Surroundings,
): void {
  for (const [i, step] of steps.entries()) {
    const place = list.add(step.layer, {
      output: outputOf?.(i),
      parameters: parametersOf(step.layer),
      from: sourcesOf(step, places),
      inside,
    });
    places.set(step.key, place);
    const { graph } = step.layer;
    // A model of a few layers, each of which calls the next twice, would have billions of them.
    if (!graph || list.isFull) continue;
    const given = new Map(graph.inputs.map(({ ref }) => [ref.callKey, place]));
    addSteps(list, graph, given, { inside: place });
  }
}

function sourcesOf(step: Step, places: ReadonlyMap<string, number>): readonly number[] {
  const sources = refsOf(step).flatMap(({ callKey }) => places.get(callKey) ?? []);
  return [...new Set(sources)].slice(0, MAX_OUTLINE_INPUTS);
}

/** As many layers as a picture may have; of the others, how many. Places count on, so that nothing refers to another. */
class LayerList {
  readonly #layers: OutlineLayer[] = [];
  #count = 0;
  #bytes = 0;

  add({ name, className }: LayerLabel, found: Found): number {
    const place = this.#count++;
    const { output, parameters, from, inside } = found;
    if (this.isFull) return place;
    const layer = {
      name: name.slice(0, MAX_OUTLINE_NAME),
      className: className.slice(0, MAX_OUTLINE_NAME),
      ...(output && output.length <= MAX_RANK && { output }),
      parameters,
      from,
      ...(inside !== undefined && { inside }),
    };
    this.#bytes += Buffer.byteLength(JSON.stringify(layer));
    if (!this.isFull) this.#layers.push(layer);
    return place;
  }

  get isFull(): boolean {
    return this.#layers.length >= MAX_OUTLINE_LAYERS || this.#bytes > MAX_OUTLINE_BYTES;
  }

  outline(): Outline {
    return { layers: this.#layers, more: this.#count - this.#layers.length };
  }
}

type Found = Pick<OutlineLayer, 'parameters' | 'from'> & {
  readonly output: RowShape | undefined;
  readonly inside?: number | undefined;
};
