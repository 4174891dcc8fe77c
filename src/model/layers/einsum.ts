import { tf } from '../tf.ts';

type Tensor = tf.Tensor;

/** A tensor whose dimensions have letters. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: string;
}

/** Letters for the dimensions that an ellipsis stands for; equations of Keras use the Latin ones. */
const ELLIPSIS_LABELS = 'αβγδεζηθ';

/**
 * Einstein summation of any number of tensors, with ellipses, without repeated letters in one operand (diagonals).
 * TensorFlow.js has none on WASM; pair by pair it is a batched matrix product.
 *
 * @throws {Error} equations that are none, or that do not fit the tensors
 */
export function einsum(equation: string, operands: readonly Tensor[]): Tensor {
  const [left = '', written] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== operands.length) throw new Error(`${equation} for ${operands.length} tensors`);
  const labelled = operands.map((tensor, i) => label(terms[i] ?? '', tensor));
  const output = written === undefined ? implicitOutput(labelled) : spelled(written, labelled);
  const result = labelled.reduce((a, b, i) =>
    multiply(a, b, output + labelled.slice(i + 1).reduce((rest, { labels }) => rest + labels, '')),
  );
  return arrange(sumOver(result, output), output);
}

function label(term: string, tensor: Tensor): Labelled {
  const hidden = tensor.rank - term.replace('...', '').length;
  const labels = term.replace('...', ellipsis(hidden));
  if (labels.length !== tensor.rank || new Set(labels).size !== labels.length) {
    throw new Error(`"${term}" for a tensor of ${tensor.rank} dimensions`);
  }
  return { tensor, labels };
}

/** The last dimensions of several ellipses are the same ones. */
function ellipsis(count: number): string {
  return count <= 0 ? '' : ELLIPSIS_LABELS.slice(-count);
}

function spelled(output: string, operands: readonly Labelled[]): string {
  const hidden = operands.map(({ labels }) => [...labels].filter((l) => ELLIPSIS_LABELS.includes(l)).length);
  return output.replace('...', ellipsis(Math.max(...hidden)));
}

/** Letters that occur once, in alphabetical order, after what ellipses stand for. */
function implicitOutput(operands: readonly Labelled[]): string {
  const all = operands.map(({ labels }) => labels).join('');
  const isHidden = (l: string): boolean => ELLIPSIS_LABELS.includes(l);
  const letters = [...new Set(all)].filter((l) => !isHidden(l) && all.indexOf(l) === all.lastIndexOf(l));
  return [...new Set(all)].filter(isHidden).sort().join('') + letters.sort().join('');
}

/** Sums the dimensions that nobody needs any more. */
function sumOver({ tensor, labels }: Labelled, needed: string): Labelled {
  const axes = [...labels].flatMap((l, axis) => (needed.includes(l) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: tf.sum(tensor, axes), labels: [...labels].filter((l) => needed.includes(l)).join('') };
}

/** The product of two, summed over what they share and nobody needs. */
function multiply(left: Labelled, right: Labelled, needed: string): Labelled {
  const a = sumOver(left, right.labels + needed);
  const b = sumOver(right, left.labels + needed);
  const pick = (labels: string, other: string, kept: boolean): string[] =>
    [...labels].filter((l) => other.includes(l) && needed.includes(l) === kept);
  const batch = pick(a.labels, b.labels, true);
  const summed = pick(a.labels, b.labels, false);
  const onlyA = [...a.labels].filter((l) => !b.labels.includes(l));
  const onlyB = [...b.labels].filter((l) => !a.labels.includes(l));
  const sizes = new Map([...sizesOf(a), ...sizesOf(b)]);
  const dimensions = (labels: readonly string[]): number[] => labels.map((l) => sizes.get(l) ?? 1);
  const count = (labels: readonly string[]): number => dimensions(labels).reduce((n, size) => n * size, 1);
  const shaped = (x: Labelled, ...parts: string[][]): Tensor =>
    tf.reshape(arrange(x, parts.flat().join('')), parts.map(count));
  const product = tf.matMul(shaped(a, batch, onlyA, summed), shaped(b, batch, summed, onlyB));
  const labels = [...batch, ...onlyA, ...onlyB];
  return { tensor: tf.reshape(product, dimensions(labels)), labels: labels.join('') };
}

function sizesOf({ tensor, labels }: Labelled): [string, number][] {
  return [...labels].map((l, axis) => [l, tensor.shape[axis] ?? 1]);
}

function arrange({ tensor, labels }: Labelled, order: string): Tensor {
  if (order === labels) return tensor;
  const axes = [...order].map((l) => labels.indexOf(l));
  if (axes.includes(-1) || axes.length !== tensor.rank) throw new Error(`"${labels}" as "${order}"`);
  return tf.transpose(tensor, axes);
}
