import { z } from 'zod';
import type { ModelFiles } from '../domain/submission.ts';
import { type InputTensor, sizeOf } from '../domain/tensor.ts';
import { FormatError } from '../formats/format-error.ts';
import { type ByteSource, bytesOf, decodeFrame, encodeFrame, receiveHeader } from './frame.ts';
import { decodeTexts, encodeTexts } from './texts.ts';

/** All that a worker ever learns: a model and the rows to predict. No labels, key, token, names or exam. */
export interface WorkerJob {
  readonly model: ModelFiles;
  readonly inputs: InputTensor;
  /** Say what the model's weights are, and run nothing. */
  readonly digests?: true;
  /** Say what its layers are, too, for a picture. */
  readonly outline?: true;
}

const size = z.int().nonnegative();
const side = z.enum(['pre', 'post']);

/** Every `bytes` announces a part of the payload, in this order: files, tokenizer, tokens, inputs. */
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
  outline: z.literal(true).exactOptional(),
});

type Header = z.infer<typeof headerSchema>;

/** The job as chunks of bytes, rows last: the host lets go of them before the worker begins to load a model. */
export function encodeJob({ model, inputs, digests, outline }: WorkerJob): readonly Uint8Array[] {
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
    ...(outline && { outline }),
  };
  const payload = [...model.files.values(), tokenizer?.bytes, words || undefined, rows];
  return encodeFrame(
    header,
    payload.filter((part) => part !== undefined),
  );
}

/**
 * A job from where its bytes arrive, each part read straight to where it stays: rows of numbers into shared memory.
 *
 * @throws {FormatError} the host and the worker are not of one version, which is a defect
 */
export async function receiveJob(source: ByteSource): Promise<WorkerJob> {
  const header = headerSchema.parse(await receiveHeader(source));
  const parts: Uint8Array[] = [];
  for (const part of partsOf(header)) {
    const isNumbers = part === header.inputs && header.inputs.dtype !== 'string';
    parts.push(await source.take(part.bytes, isNumbers ? new SharedArrayBuffer(part.bytes) : undefined));
  }
  return jobOf(header, parts);
}

/** The same for a job that is there as a whole. */
export function decodeJob(bytes: Uint8Array): WorkerJob {
  const { header: announced, payload } = decodeFrame(bytes);
  const header = headerSchema.parse(announced);
  const sizes = partsOf(header).map((part) => part.bytes);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (total !== payload.length) {
    throw new FormatError(`${payload.length} bytes where ${total} were announced`);
  }
  let offset = 0;
  const parts = sizes.map((bytes) => {
    offset += bytes;
    return payload.slice(offset - bytes, offset);
  });
  return jobOf(header, parts);
}

/** What the payload consists of, in order. */
function partsOf({ inputs, files, tokenizer, tokens }: Header): readonly { readonly bytes: number }[] {
  return [...files, ...(tokenizer ? [tokenizer] : []), ...(tokens ? [tokens] : []), inputs];
}

function jobOf(header: Header, parts: readonly Uint8Array[]): WorkerJob {
  const { format, path, files, tokenizer, tokens, digests, outline } = header;
  const rest = parts.values();
  const next = () => rest.next().value ?? new Uint8Array(0);
  const members = new Map(files.map(({ name }) => [name, next()]));
  const own = tokenizer && { ...tokenizer, bytes: next() };
  const words = tokens && decodeTexts(next(), tokens.words);
  const inputs = tensorOf(header.inputs, next());
  return {
    model: { format, path, files: members, ...(own && { tokenizer: own }) },
    inputs:
      inputs.dtype === 'string' && words
        ? { ...inputs, tokens: { vocabulary: words, length: tokens.length } }
        : inputs,
    ...(digests && { digests }),
    ...(outline && { outline }),
  };
}

/** @param bytes the whole of their memory, so that numbers can be read where they lie */
function tensorOf({ dtype, shape }: Header['inputs'], bytes: Uint8Array): InputTensor {
  const size = sizeOf(shape);
  if (dtype === 'string') return { dtype, shape, data: decodeTexts(bytes, size) };
  if (bytes.length !== size * Float32Array.BYTES_PER_ELEMENT)
    throw new FormatError(`${bytes.length} bytes for inputs of ${size} numbers`);
  return dtype === 'float32'
    ? { dtype, shape, data: new Float32Array(bytes.buffer) }
    : { dtype, shape, data: new Int32Array(bytes.buffer) };
}
