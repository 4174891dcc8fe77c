import { z } from 'zod';
import type { Exam } from '../domain/exam.ts';
import { MAX_ATTEMPTS_PER_DAY } from '../domain/limits.ts';
import { METRICS, type MetricName } from '../domain/metric.ts';

/** The id of an exam or a task. */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens only')
  .max(40);
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex (64 characters)')
  .describe('SHA-256 of the encrypted file, in lower-case hex.');
const dimension = z.int().min(1).max(1_000_000);
const path = z
  .string()
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$)).+$/,
    'a path from the root of the repository, without `.` and `..`',
  )
  .describe('A file of the exam repository.');

const hidden = z
  .union(
    [
      z.strictObject({ path, sha256 }),
      z.strictObject({ asset: z.strictObject({ tag: z.string().min(1), name: z.string().min(1) }), sha256 }),
      z.strictObject({
        url: z.url({ protocol: /^https$/, error: 'an address that begins with https://' }),
        sha256,
      }),
    ],
    { error: 'give `sha256` and exactly one of `path`, `asset` (tag, name) or `url` (https)' },
  )
  .describe(
    'Where the encrypted hidden set is: a file of the repository, a release asset, or an https address.',
  );

export const metricName = z.enum(Object.keys(METRICS) as [MetricName, ...MetricName[]]);

/** In `exam.yml`, a name alone stands for a metric without a scale. */
export const metric = z
  .preprocess(
    (value) => (typeof value === 'string' ? { name: value } : value),
    z
      .strictObject({ name: metricName, scale: z.number().positive().exactOptional() })
      .refine((spec) => (spec.name === 'mase') === (spec.scale !== undefined), {
        message: 'MASE, and only MASE, needs `scale`: the error of the naive forecast on the training series',
      }),
  )
  .describe('How predictions are measured: a name, or { name: mase, scale: … }.');

const input = z
  .strictObject({
    shape: z
      .array(dimension.nullable())
      .min(1)
      .max(7)
      .describe('Of one row; null is a length that may vary.'),
    dtype: z
      .enum(['float32', 'int32', 'string'])
      .default('float32')
      .describe('string: text, for models that begin with TextVectorization or a lookup.'),
    text: z
      .strictObject({ vocabulary: path.describe('A file of the exam repository, one word a line.') })
      .exactOptional()
      .describe('Rows are texts. A model takes them as they are, or takes tokens: shape [length], int32.'),
  })
  .refine(
    ({ text, shape, dtype }) => !text || (dtype === 'int32' && shape.length === 1 && shape[0] !== null),
    {
      message: 'with `text`, write the form of the tokens: `shape: [length], dtype: int32`',
    },
  );

const rung = z.strictObject({
  mean: z.number(),
  spread: z.number().nonnegative(),
  seeds: z.int().positive(),
});
const yardstick = z
  .strictObject({
    trainingRows: z.int().positive(),
    hiddenRows: z.int().positive(),
    rungs: z.strictObject({ naive: rung, weak: rung, simple: rung, textbook: rung, strong: rung }),
  })
  .describe('Where the thresholds come from; `fivefold calibrate` writes it.');

const task = z
  .strictObject({
    id: slug.describe('Also the folder of the model: models/<id>/.'),
    title: z.string().min(1).max(80),
    weight: z
      .number()
      .positive()
      .max(1_000)
      .default(1)
      .describe('Share of the total, relative to other tasks.'),
    input,
    output: z.strictObject({
      shape: z.array(dimension).min(1).max(7).describe('Of the answer to one row.'),
      kind: z
        .enum(['classes', 'values'])
        .describe('One column per class (or one for two classes), or numbers.'),
    }),
    metric,
    thresholds: z
      .strictObject({ 2: z.number(), 3: z.number(), 4: z.number(), 5: z.number() })
      .describe('The value of the metric at which each score begins.'),
    yardstick: yardstick.exactOptional(),
    hidden,
  })
  .refine(({ metric, thresholds: t }) => inOrder(METRICS[metric.name].better, [t[2], t[3], t[4], t[5]]), {
    message: 'thresholds must get strictly better from 2 to 5, in the direction of the metric',
    path: ['thresholds'],
  })
  .refine(({ metric, output }) => METRICS[metric.name].of === output.kind, {
    message:
      'this metric measures the other kind of output (classes: accuracy to log-loss; values: r2 to mase)',
    path: ['metric'],
  });

/** A year: whoever needs longer needs no limit. */
const MAX_HOURS = 24 * 366;

const time = z
  .strictObject({
    hours: z.number().positive().max(MAX_HOURS).describe('How long a candidate has.'),
    start: z
      .enum(['opened', 'comment'])
      .default('opened')
      .describe('opened: with the pull request, draft or not; comment: with the comment /start.'),
  })
  .describe('Submissions after the limit are graded and marked late, and do not count.');

const attempts = z
  .strictObject({
    perDay: z
      .int()
      .min(1)
      .max(MAX_ATTEMPTS_PER_DAY)
      .describe('Graded submissions of one candidate in a day (UTC).'),
  })
  .describe('How often a candidate may submit.');

/** The one definition of `exam.yml`. The editor's JSON Schema (`docs/exam.schema.json`) is generated from it. */
export const examSchema = z
  .strictObject({
    version: z.literal(1),
    id: slug.describe('Short and stable; hidden sets name it and are refused elsewhere.'),
    title: z.string().min(1).max(120),
    passPercent: z
      .number()
      .min(0)
      .max(100)
      .default(90)
      .describe('Share of the weighted total needed to pass.'),
    feedback: z
      .enum(['score', 'band', 'full'])
      .default('score')
      .describe('What a report reveals: the scores; also where between thresholds; also the values.'),
    time: time.exactOptional(),
    attempts: attempts.exactOptional(),
    isolation: z
      .literal('none')
      .exactOptional()
      .describe('Lets the native engine run models where the system cannot keep it in.'),
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
