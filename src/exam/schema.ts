import { z } from 'zod';
import type { Exam } from '../domain/exam.ts';
import { METRICS, type MetricName } from '../domain/metric.ts';

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens only')
  .max(40);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex (64 characters)');
const dimension = z.int().min(1).max(1_000_000);

const hidden = z.union(
  [
    z.strictObject({ path: z.string().min(1), sha256 }),
    z.strictObject({ asset: z.strictObject({ tag: z.string().min(1), name: z.string().min(1) }), sha256 }),
    z.strictObject({ url: z.url({ protocol: /^https$/ }), sha256 }),
  ],
  { error: 'give `sha256` and exactly one of `path`, `asset` (tag, name) or `url` (https)' },
);

const metric = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  z
    .strictObject({
      name: z.enum(Object.keys(METRICS) as [MetricName, ...MetricName[]]),
      scale: z.number().positive().exactOptional(),
    })
    .refine((spec) => (spec.name === 'mase') === (spec.scale !== undefined), {
      message: 'MASE, and only MASE, needs `scale`: the error of the naive forecast on the training series',
    }),
);

const task = z
  .strictObject({
    id: slug,
    title: z.string().min(1).max(80),
    weight: z.number().positive().max(1_000).default(1),
    input: z.strictObject({
      shape: z.array(dimension.nullable()).min(1).max(7),
      dtype: z.enum(['float32', 'int32']).default('float32'),
    }),
    output: z.strictObject({
      shape: z.array(dimension).min(1).max(7),
      kind: z.enum(['classes', 'values']),
    }),
    metric,
    thresholds: z.strictObject({ 2: z.number(), 3: z.number(), 4: z.number(), 5: z.number() }),
    hidden,
  })
  .refine(({ metric, thresholds: t }) => inOrder(METRICS[metric.name].better, [t[2], t[3], t[4], t[5]]), {
    message: 'thresholds must get strictly better from 2 to 5, in the direction of the metric',
    path: ['thresholds'],
  });

/** The one definition of `exam.yml`. The editor's JSON Schema (`exam.schema.json`) is generated from it. */
export const examSchema = z
  .strictObject({
    version: z.literal(1),
    id: slug,
    title: z.string().min(1).max(120),
    passPercent: z.number().min(0).max(100).default(90),
    feedback: z.enum(['score', 'band', 'full']).default('score'),
    tasks: z.array(task).min(1).max(20),
  })
  .refine((exam) => new Set(exam.tasks.map((t) => t.id)).size === exam.tasks.length, {
    message: 'two tasks have the same id',
    path: ['tasks'],
  });

/** The schema must produce the domain's type; the compiler checks it here. */
export type ParsedExam = z.output<typeof examSchema> extends Exam ? Exam : never;

function inOrder(better: 'higher' | 'lower', values: readonly number[]): boolean {
  return values.every((value, i) => {
    const previous = values[i - 1];
    return previous === undefined || (better === 'higher' ? value > previous : value < previous);
  });
}
