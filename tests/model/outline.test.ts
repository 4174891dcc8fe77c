import { describe, expect, it } from 'vitest';
import { MAX_OUTLINE_LAYERS, MAX_OUTLINE_NAME } from '../../src/domain/limits.ts';
import type { Outline } from '../../src/domain/outline.ts';
import { loadModel, outlineOf } from '../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, layerOf, sequential } from './build.ts';

/** `2: Dense dense <- 0, 1 (2) 8`: inside the third, of class and name, from the first two, with shape and parameters. */
function linesOf({ layers }: Outline): readonly string[] {
  return layers.map(
    ({ name, className, from, inside, output, parameters }) =>
      `${inside === undefined ? '' : `${inside}: `}${className} ${name} <- ${from.join(', ')} (${output ?? '?'}) ${parameters}`,
  );
}

async function outline(...given: Parameters<typeof forge>): Promise<Outline> {
  const model = await loadModel(forge(...given));
  try {
    return await outlineOf(model);
  } finally {
    model.dispose();
  }
}

/** A layer of a Functional model, called on others. */
function called(className: string, name: string, from: readonly string[], config: object = {}): object {
  const nodes = from.length === 0 ? [] : [from.map((source) => [source, 0, 0, {}])];
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: nodes };
}

function functional(name: string, outputs: readonly string[], ...layers: readonly object[]): object {
  const input = called('InputLayer', 'given', [], { batch_input_shape: [null, 4], dtype: 'float32' });
  const config = {
    name,
    layers: [input, ...layers],
    input_layers: [['given', 0, 0]],
    output_layers: outputs.map((output) => [output, 0, 0]),
  };
  return { class_name: 'Functional', config };
}

const ReLU = (name: string, ...from: readonly string[]) => called('ReLU', name, from);

describe('the outline of a model', () => {
  it('is a chain for a Sequential model, with the shapes that were seen', async () => {
    expect(linesOf(await outline(sequential([3], DENSE), DENSE_WEIGHTS))).toEqual([
      'InputLayer inputlayer <-  (3) 0',
      'Dense dense <- 0 (2) 8',
    ]);
  });

  it('has branches, and where they meet', async () => {
    const joined = called('Concatenate', 'joined', ['a', 'b'], { axis: -1 });
    const graph = functional('model', ['joined'], ReLU('a', 'given'), ReLU('b', 'given'), joined);
    expect(linesOf(await outline(graph))).toEqual([
      'InputLayer given <-  (4) 0',
      'ReLU a <- 0 (4) 0',
      'ReLU b <- 0 (4) 0',
      'Concatenate joined <- 1, 2 (8) 0',
    ]);
  });

  it('holds what is in a model inside another, whose place stands for what it is given', async () => {
    const inner = functional('inner', ['y'], ReLU('x', 'given'), ReLU('y', 'x'));
    const nested = { ...inner, name: 'inner', inbound_nodes: [[['given', 0, 0, {}]]] };
    const graph = functional('model', ['last'], nested, ReLU('last', 'inner'));
    expect(linesOf(await outline(graph))).toEqual([
      'InputLayer given <-  (4) 0',
      'Functional inner <- 0 (4) 0',
      '1: ReLU x <- 1 (?) 0',
      '1: ReLU y <- 2 (?) 0',
      'ReLU last <- 1 (4) 0',
    ]);
  });

  it('leaves out what a picture has no room for, and says how much', async () => {
    const layers = Array.from({ length: 1_000 }, (_, i) => {
      const name = `${'x'.repeat(80)}${i}`;
      return { ...layerOf('ReLU', { name }), name };
    });
    const { layers: kept, more } = await outline(sequential([2], ...layers));
    expect([kept.length, more]).toEqual([MAX_OUTLINE_LAYERS, 1_001 - MAX_OUTLINE_LAYERS]);
    expect(kept.at(-1)?.name).toHaveLength(MAX_OUTLINE_NAME);
  });

  it('of models that call models, each twice, ends where the picture does', async () => {
    let inner: object = { ...functional('m0', ['x'], ReLU('x', 'given')), name: 'm0' };
    for (let depth = 1; depth <= 11; depth++) {
      const before = `m${depth - 1}`;
      const given = ['given', 0, 0, {}];
      const sum = [
        [before, 1, 0, {}],
        [before, 2, 0, {}],
      ];
      const last = { ...called('Add', 'last', [before]), inbound_nodes: [sum] };
      const graph = functional(`m${depth}`, ['last'], { ...inner, inbound_nodes: [[given], [given]] }, last);
      inner = { ...graph, name: `m${depth}` };
    }
    expect((await outline(inner)).layers).toHaveLength(MAX_OUTLINE_LAYERS);
  });
});
