import { Document, isMap, isPair, isSeq, visit } from 'yaml';
import type { Exam, Feedback, HiddenLocation, TimeLimit } from '../domain/exam.ts';
import type { MetricSpec } from '../domain/metric.ts';
import { drawSensors, seasonalNaiveError } from './sensors.ts';
import { streamsOf } from './streams.ts';
import { PRACTICE_TASKS, type PracticeTask, type PracticeTaskId } from './tasks.ts';

/** Training windows over which the unit of MASE is measured. */
const SCALE_WINDOWS = 1_000;
/** Decimals of the unit of MASE in `exam.yml`. */
const SCALE_DECIMALS = 4;

export interface PracticeExam {
  /** Short and stable; the hidden sets name it. */
  readonly id: string;
  readonly title: string;
  /** The public seed, from which the training data were drawn. */
  readonly seed: string;
  readonly passPercent: number;
  readonly feedback: Feedback;
  readonly time?: TimeLimit;
  readonly attempts?: Exam['attempts'];
  /** Where each task's encrypted set will be. */
  readonly hidden: Readonly<Record<PracticeTaskId, HiddenLocation>>;
}

/** The text of `exam.yml` for a practice exam. */
export function examYaml({ seed, hidden, ...exam }: PracticeExam): string {
  const tasks = PRACTICE_TASKS.map((task) => {
    const { hiddenRows: _, ...published } = task;
    return { ...published, metric: metricOf(task, seed), hidden: hidden[task.id] };
  });
  const document = new Document({ version: 1, ...exam, tasks }, { aliasDuplicateObjects: false });
  document.commentBefore = ` A practice exam, drawn from the public seed ${JSON.stringify(seed)}.`;
  visit(document, {
    Collection: (_key, node) => {
      node.flow = node.items.every((item) => isPlain(isPair(item) ? item.value : item));
    },
  });
  return document.toString({ lineWidth: 110 });
}

/** Neither a list nor a mapping: what fits on the line of its parent. */
function isPlain(node: unknown): boolean {
  return !isMap(node) && !isSeq(node);
}

/** A task's metric with what only the training data know: the unit of MASE. */
export function metricOf(task: PracticeTask, seed: string): MetricSpec {
  if (task.metric.name !== 'mase') return task.metric;
  const windows = drawSensors(streamsOf('sensors', seed, 'train', ''), SCALE_WINDOWS);
  return { name: 'mase', scale: Number(seasonalNaiveError(windows).toFixed(SCALE_DECIMALS)) };
}
