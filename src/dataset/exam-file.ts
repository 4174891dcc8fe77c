import { type Document, isMap, isSeq, parseDocument, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { HiddenLocation } from '../domain/exam.ts';
import type { Proposal } from './pack-task.ts';
import { datasetError } from './problem.ts';

/** Fields of a new task that are written on one line. */
const ON_ONE_LINE = ['input', 'output', 'metric', 'thresholds'];
const WIDTH = 110;

/**
 * Put a task into the text of an `exam.yml`. A task that is there already keeps everything but its hidden set; a new one is
 * added as proposed. Comments and order of the rest stay.
 *
 * @param yaml text of a file that `parseExam` accepts, or that has no task yet
 */
export function withTask(yaml: string, { provenance, ...task }: Proposal, hidden: HiddenLocation): string {
  const document = parseDocument(yaml);
  const tasks = tasksOf(document);
  const index = indexOf(tasks, task.id);
  if (index === -1) tasks.add(newTask(document, { ...task, hidden }, provenance));
  else document.setIn(['tasks', index, 'hidden'], document.createNode(hidden));
  return document.toString({ lineWidth: WIDTH });
}

/** Does the text of an `exam.yml` describe this task already? */
export function hasTask(yaml: string, id: string): boolean {
  return indexOf(tasksOf(parseDocument(yaml)), id) !== -1;
}

function indexOf(tasks: YAMLSeq, id: string): number {
  return tasks.items.findIndex((item) => isMap(item) && item.get('id') === id);
}

function tasksOf(document: Document): YAMLSeq {
  const tasks = document.get('tasks');
  if (!isSeq(tasks)) throw datasetError('dataset/unreadable', 'exam.yml has no list of tasks.');
  // `tasks: []`, as an exam begins.
  tasks.flow = false;
  return tasks;
}

function newTask(
  document: Document,
  { thresholds, ...task }: Omit<Proposal, 'provenance'> & { readonly hidden: HiddenLocation },
  provenance: string,
): YAMLMap {
  // Numbers stay numbers as keys of a Map; as keys of an object they would be quoted.
  const scores = new Map(Object.entries(thresholds).map(([score, value]) => [Number(score), value]));
  const { hidden, ...described } = task;
  const node = document.createNode({ ...described, thresholds: scores, hidden }) as YAMLMap<Scalar>;
  for (const { key, value } of node.items) {
    if (isMap(value) && ON_ONE_LINE.includes(String(key.value))) value.flow = true;
    if (key.value === 'thresholds') key.commentBefore = ` ${provenance}`;
  }
  return node;
}
