import { type Diagnosis, fitsContract } from './study.ts';
import { isTokens, PADDING, type Tokens } from './tokens.ts';

/** Padded on the left, as `pad_sequences` does unless told otherwise, where the task pads on the right, or vice versa. */
export const paddingSide: Diagnosis = {
  id: 'padding-side',
  trials: (study) => {
    const { inputs } = study;
    if (!isTokens(inputs) || !fitsContract(study)) return [];
    const [rows = 0, length = 0] = inputs.shape;
    const isRight = trailingZeros(inputs, rows, length) > 0;
    return [
      {
        what: `With the padding on the ${isRight ? 'left' : 'right'}`,
        advice: `The task pads on the ${isRight ? 'right' : 'left'}: use \`pad_sequences(…, padding='${isRight ? 'post' : 'pre'}')\`, and train again.`,
        inputs: { ...inputs, data: rowByRow(inputs, isRight ? paddedLeft : paddedRight) },
      },
    ];
  },
};

function rowByRow(
  { shape: [, length = 1], data }: Tokens,
  change: (row: Int32Array) => Int32Array,
): Int32Array {
  const changed = new Int32Array(data.length);
  for (let start = 0; start < data.length; start += length) {
    changed.set(change(data.subarray(start, start + length)), start);
  }
  return changed;
}

function paddedLeft(row: Int32Array): Int32Array {
  const words = row.subarray(0, row.findLastIndex((token) => token !== PADDING) + 1);
  const padded = new Int32Array(row.length);
  padded.set(words, row.length - words.length);
  return padded;
}

function paddedRight(row: Int32Array): Int32Array {
  const first = row.findIndex((token) => token !== PADDING);
  const padded = new Int32Array(row.length);
  if (first >= 0) padded.set(row.subarray(first));
  return padded;
}

function trailingZeros({ data }: Tokens, rows: number, length: number): number {
  return Array.from({ length: rows }, (_, row) => data[row * length + length - 1]).filter(
    (last) => last === PADDING,
  ).length;
}
