import { Readable } from 'node:stream';
import { z } from 'zod';
import { ERROR_CODES, type ModelErrorCode, type Problem } from '../domain/errors.ts';
import type { OutputContract } from '../domain/exam.ts';
import type { DigestOutcome } from '../domain/likeness.ts';
import { MAX_PREDICTION_VALUES, MAX_TENSOR_DIGESTS } from '../domain/limits.ts';
import type { Ended, PredictionOutcome } from '../domain/prediction.ts';
import { fits, formatShape, sizeOf } from '../domain/tensor.ts';
import { Channel } from './channel.ts';
import { receiveHeader } from './frame.ts';
import { outlineSchema } from './outline.ts';

const facts = z.strictObject({
  format: z.string().max(200),
  parameters: z.int().nonnegative(),
  layers: z.int().nonnegative(),
  read: z.enum(['texts', 'own-tokens', 'exam-tokens']).exactOptional(),
});

/** Of a clock that nobody has to believe: a day, where a model has two minutes. */
const milliseconds = z.number().nonnegative().max(86_400_000);

const timing = z.strictObject({ loadMs: milliseconds, predictMs: milliseconds });

const text = z.string().max(4_000);

/** How a worker may end without what it was asked for. */
const ended = [
  z.strictObject({
    kind: z.literal('rejected'),
    problem: z.strictObject({
      code: z.custom<ModelErrorCode>((code) => typeof code === 'string' && isModelCode(code)),
      message: text,
      hint: text,
      where: text.exactOptional(),
    }),
  }),
  z.strictObject({ kind: z.literal('exhausted') }),
  z.strictObject({ kind: z.literal('failed'), message: text }),
] as const;

/** What a worker may say. It ran a stranger's model, so the host believes nothing beyond this schema. */
export const resultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('predicted'),
    shape: z.array(z.int().nonnegative()).max(8),
    facts,
    timing,
    outline: outlineSchema.exactOptional(),
  }),
  ...ended,
]);

const digest = z.strictObject({ values: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** What a worker may say that was asked for digests. */
const digestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('digested'), tensors: z.array(digest).max(MAX_TENSOR_DIGESTS) }),
  ...ended,
]);

type Result = z.infer<typeof resultSchema>;

export type WorkerResult = Result | z.infer<typeof digestSchema>;

/** Of the errors we know, those that a model can be at fault for. */
export function isModelCode(code: string): code is ModelErrorCode {
  return Object.hasOwn(ERROR_CODES, code) && /^(model|prediction)\//.test(code);
}

/**
 * A worker's answer, checked against the contract: `[rows, ...output.shape]`, every value finite. Of a payload, as many
 * bytes are read as the contract asks for, and none where the header does not meet it.
 *
 * @throws {FormatError|ZodError} what arrived is not an answer, or not one alone
 */
export async function receiveResult(
  channel: Channel,
  rows: number,
  output: OutputContract,
): Promise<PredictionOutcome> {
  const result = resultSchema.parse(await receiveHeader(channel));
  if (isMisshapen(result, rows, output)) return reject(shapeProblem(result.shape, rows, output));
  const outcome = await outcomeFrom(channel, result, rows, output);
  await channel.end();
  return outcome;
}

/**
 * The same for one answer of several: all of it is read, and nothing that follows it.
 *
 * @throws {FormatError|ZodError} what arrived is not an answer
 */
export async function receiveOneOf(
  channel: Channel,
  rows: number,
  output: OutputContract,
): Promise<PredictionOutcome> {
  const result = resultSchema.parse(await receiveHeader(channel));
  if (!isMisshapen(result, rows, output)) return outcomeFrom(channel, result, rows, output);
  await channel.skip(bounded(sizeOf(result.shape)) * Float32Array.BYTES_PER_ELEMENT);
  return reject(shapeProblem(result.shape, rows, output));
}

function isMisshapen(result: Result, rows: number, output: OutputContract): result is Predicted {
  return result.kind === 'predicted' && !meetsContract(result.shape, rows, output);
}

async function outcomeFrom(
  channel: Channel,
  result: Result,
  rows: number,
  output: OutputContract,
): Promise<PredictionOutcome> {
  return result.kind === 'predicted' ? receivePredictions(result, channel, rows, output) : outcomeOf(result);
}

/** The same for the answer of a worker that was asked for digests. */
export async function receiveDigests(channel: Channel): Promise<DigestOutcome> {
  const result = digestSchema.parse(await receiveHeader(channel));
  await channel.end();
  return result.kind === 'digested' ? result : outcomeOf(result);
}

/** The same for an answer that is there as a whole. */
export function readResult(
  bytes: Uint8Array,
  rows: number,
  output: OutputContract,
): Promise<PredictionOutcome> {
  return receiveResult(new Channel(Readable.from([bytes])), rows, output);
}

function outcomeOf(result: Exclude<WorkerResult, Predicted | Digested>): Ended {
  switch (result.kind) {
    case 'rejected':
      return { kind: 'rejected', problem: result.problem };
    case 'exhausted':
      return {
        kind: 'stopped',
        reason: 'memory',
        detail: 'it asked for more memory than there is for a model',
      };
    case 'failed':
      return { kind: 'failed', cause: new Error(result.message) };
    default:
      return result satisfies never;
  }
}

type Predicted = Extract<WorkerResult, { kind: 'predicted' }>;
type Digested = Extract<WorkerResult, { kind: 'digested' }>;

async function receivePredictions(
  { facts, timing, outline }: Predicted,
  channel: Channel,
  rows: number,
  output: OutputContract,
): Promise<PredictionOutcome> {
  const count = bounded(rows * sizeOf(output.shape));
  const payload = await channel.take(count * Float32Array.BYTES_PER_ELEMENT);
  const data = new Float32Array(payload.buffer);
  const strange = data.findIndex((value) => !Number.isFinite(value));
  if (strange >= 0) return reject(notFiniteProblem(data[strange], Math.floor((strange * rows) / count)));
  const predictions = { dtype: 'float32', shape: [rows, ...output.shape], data } as const;
  return { kind: 'predicted', predictions, facts, timing, ...(outline && { outline }) };
}

function bounded(count: number): number {
  if (count <= MAX_PREDICTION_VALUES) return count;
  throw new RangeError(`${count} predictions; the limit is ${MAX_PREDICTION_VALUES}`);
}

/** One value per row may come as `[rows]` or `[rows, 1]`: Keras users write both. */
function meetsContract(shape: readonly number[], rows: number, output: OutputContract): boolean {
  const row = shape.slice(1);
  return shape[0] === rows && (fits(row, output.shape) || (row.length === 0 && sizeOf(output.shape) === 1));
}

type ModelProblem = Problem & { readonly code: ModelErrorCode };

function reject(problem: ModelProblem): PredictionOutcome {
  return { kind: 'rejected', problem };
}

function shapeProblem(shape: readonly number[], rows: number, output: OutputContract): ModelProblem {
  const found = shape[0] === rows ? formatShape(shape.slice(1)) : `${formatShape(shape)} for ${rows} rows`;
  return {
    code: 'prediction/shape',
    message: `For one row the model answers with shape ${found}; the task asks for ${formatShape(output.shape)}.`,
    hint: `Make the last layer's output ${formatShape(output.shape)} for each row, then save and commit the model again.`,
  };
}

function notFiniteProblem(value: number | undefined, row: number): ModelProblem {
  return {
    code: 'prediction/not-finite',
    message: `The model predicts ${value} for row ${row} (counting from 0), which no metric can use.`,
    hint: 'Scale the inputs inside the model, lower the learning rate, and check predictions with np.isfinite(...).all().',
  };
}
