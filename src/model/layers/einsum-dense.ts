import { tf } from '../tf.ts';
import { layer, weight } from './definition.ts';
import { einsum } from './einsum.ts';

/** activation(einsum(equation, x, kernel) + bias), the bias on the named axes of the result */
export const einsumDense = layer({
  source: 'core/einsum_dense.py',
  only: { quantization_config: null },
  options: (config) => {
    const equation = config.string('equation').replaceAll(' ', '');
    const [, kernel = '', output = ''] = /^[^,]+,([a-zA-Z]+)->(.*)$/.exec(equation) ?? [];
    if (kernel === '') throw config.invalid('equation', 'of the form "ab,bc->ac"');
    const biasAxes = config.value('bias_axes') === undefined ? '' : config.string('bias_axes');
    return { equation, kernel, output, biasAxes, activation: config.activation('activation') };
  },
  weights: ({ kernel, output, biasAxes }) => [
    weight(
      'kernel',
      [...kernel].map(() => null),
    ),
    biasAxes !== '' && weight('bias', biasShape(output, biasAxes)),
  ],
  run: (x, { weights, options }) => {
    const y = einsum(options.equation, [x, weights.get('kernel')]);
    const bias = weights.find('bias');
    return options.activation.apply(bias === undefined ? y : tf.add(y, bias));
  },
});

/** From the first biased axis on: its size there, 1 on axes that share. */
function biasShape(output: string, biasAxes: string): (number | null)[] | undefined {
  if (output.endsWith('...')) return undefined;
  const axes = [...output.replace('...', '')];
  const first = axes.findIndex((axis) => biasAxes.includes(axis));
  return axes.slice(first).map((axis) => (biasAxes.includes(axis) ? null : 1));
}
