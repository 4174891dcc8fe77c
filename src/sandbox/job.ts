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
}

const headerSchema = z.strictObject({
  format: z.enum(['keras', 'h5', 'tfjs-layers', 'tfjs-graph', 'saved-model']),
  path: z.string(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative() })),
  inputs: z.strictObject({
    dtype: z.enum(['float32', 'int32', 'string']),
    shape: z.array(z.int().nonnegative()),
    bytes: z.int().nonnegative(),
  }),
});

/** The job as chunks of bytes, inputs first so that they stay aligned to four bytes. */
export function encodeJob({ model, inputs }: WorkerJob): readonly Uint8Array[] {
  const files = [...model.files].map(([name, bytes]) => ({ name, bytes: bytes.length }));
  const { dtype, shape } = inputs;
  const rows = inputs.dtype === 'string' ? encodeTexts(inputs.data) : bytesOf(inputs.data);
  const described = { dtype, shape, bytes: rows.length };
  const header = { format: model.format, path: model.path, files, inputs: described };
  return encodeFrame(header, [rows, ...model.files.values()]);
}

/** @throws {FormatError} the host and the worker are not of one version, which is a defect */
export function decodeJob(bytes: Uint8Array): WorkerJob {
  const { header, payload } = decodeFrame(bytes);
  const { format, path, files, inputs } = headerSchema.parse(header);
  const total = files.reduce((sum, file) => sum + file.bytes, inputs.bytes);
  if (total !== payload.length)
    throw new FormatError(`${payload.length} bytes where ${total} were announced`);
  const members = new Map<string, Uint8Array>();
  let offset = inputs.bytes;
  for (const file of files) {
    members.set(file.name, payload.subarray(offset, offset + file.bytes));
    offset += file.bytes;
  }
  return {
    model: { format, path, files: members },
    inputs: tensorOf(inputs, payload.subarray(0, inputs.bytes)),
  };
}

function tensorOf({ dtype, shape }: z.infer<typeof headerSchema>['inputs'], bytes: Uint8Array): InputTensor {
  const size = sizeOf(shape);
  if (dtype === 'string') return { dtype, shape, data: decodeTexts(bytes, size) };
  if (bytes.length !== size * Float32Array.BYTES_PER_ELEMENT)
    throw new FormatError(`${bytes.length} bytes for inputs of ${size} numbers`);
  const { buffer } = new Uint8Array(bytes);
  return dtype === 'float32'
    ? { dtype, shape, data: new Float32Array(buffer) }
    : { dtype, shape, data: new Int32Array(buffer) };
}
