import { z } from 'zod';
import type { ModelFiles } from '../domain/submission.ts';
import { type InputTensor, sizeOf } from '../domain/tensor.ts';
import { FormatError } from '../formats/format-error.ts';
import { bytesOf, decodeFrame, encodeFrame } from './frame.ts';
import { decodeTexts, encodeTexts } from './texts.ts';

/** All that a worker ever learns: a model and the rows to predict. No labels, key, token, names or exam. */
export interface WorkerJob {
  readonly model: ModelFiles;
  readonly inputs: InputTensor;
  /** Say what the model's weights are, and run nothing. */
  readonly digests?: true;
}

const size = z.int().nonnegative();
const side = z.enum(['pre', 'post']);

/** Every `bytes` announces a part of the payload, in this order: inputs, files, tokenizer, tokens. */
const headerSchema = z.strictObject({
  format: z.enum(['keras', 'h5', 'tfjs-layers', 'tfjs-graph', 'saved-model']),
  path: z.string(),
  files: z.array(z.strictObject({ name: z.string(), bytes: size })),
  inputs: z.strictObject({
    dtype: z.enum(['float32', 'int32', 'string']),
    shape: z.array(size),
    bytes: size,
  }),
  tokenizer: z.strictObject({ padding: side, truncating: side, bytes: size }).exactOptional(),
  tokens: z.strictObject({ length: z.int().positive(), words: size, bytes: size }).exactOptional(),
  digests: z.literal(true).exactOptional(),
});

type Header = z.infer<typeof headerSchema>;

/** The job as chunks of bytes, inputs first so that they stay aligned to four bytes. */
export function encodeJob({ model, inputs, digests }: WorkerJob): readonly Uint8Array[] {
  const { format, path, tokenizer } = model;
  const { dtype, shape } = inputs;
  const rows = inputs.dtype === 'string' ? encodeTexts(inputs.data) : bytesOf(inputs.data);
  const tokens = inputs.dtype === 'string' && inputs.tokens;
  const words = tokens && encodeTexts(tokens.vocabulary);
  const header: Header = {
    format,
    path,
    inputs: { dtype, shape: [...shape], bytes: rows.length },
    files: [...model.files].map(([name, bytes]) => ({ name, bytes: bytes.length })),
    ...(tokenizer && { tokenizer: { ...tokenizer, bytes: tokenizer.bytes.length } }),
    ...(words && { tokens: { length: tokens.length, words: tokens.vocabulary.length, bytes: words.length } }),
    ...(digests && { digests }),
  };
  const payload = [rows, ...model.files.values(), tokenizer?.bytes, words || undefined];
  return encodeFrame(
    header,
    payload.filter((part) => part !== undefined),
  );
}

/** @throws {FormatError} the host and the worker are not of one version, which is a defect */
export function decodeJob(bytes: Uint8Array): WorkerJob {
  const { header, payload } = decodeFrame(bytes);
  const announced = headerSchema.parse(header);
  const { format, path, files, tokenizer, tokens, digests } = announced;
  const take = takerOf(announced, payload);
  const inputs = tensorOf(announced.inputs, take(announced.inputs.bytes));
  const members = new Map(files.map((file) => [file.name, take(file.bytes)]));
  const own = tokenizer && { ...tokenizer, bytes: take(tokenizer.bytes) };
  const words = tokens && decodeTexts(take(tokens.bytes), tokens.words);
  return {
    model: { format, path, files: members, ...(own && { tokenizer: own }) },
    inputs:
      inputs.dtype === 'string' && words
        ? { ...inputs, tokens: { vocabulary: words, length: tokens.length } }
        : inputs,
    ...(digests && { digests }),
  };
}

/** Takes one part after the other from a payload that is as long as all of them. */
function takerOf(
  { inputs, files, tokenizer, tokens }: Header,
  payload: Uint8Array,
): (bytes: number) => Uint8Array {
  const parts = [inputs, ...files, ...(tokenizer ? [tokenizer] : []), ...(tokens ? [tokens] : [])];
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (total !== payload.length) {
    throw new FormatError(`${payload.length} bytes where ${total} were announced`);
  }
  let offset = 0;
  return (bytes) => {
    offset += bytes;
    return payload.subarray(offset - bytes, offset);
  };
}

function tensorOf({ dtype, shape }: Header['inputs'], bytes: Uint8Array): InputTensor {
  const size = sizeOf(shape);
  if (dtype === 'string') return { dtype, shape, data: decodeTexts(bytes, size) };
  if (bytes.length !== size * Float32Array.BYTES_PER_ELEMENT)
    throw new FormatError(`${bytes.length} bytes for inputs of ${size} numbers`);
  const { buffer } = new Uint8Array(bytes);
  return dtype === 'float32'
    ? { dtype, shape, data: new Float32Array(buffer) }
    : { dtype, shape, data: new Int32Array(buffer) };
}
