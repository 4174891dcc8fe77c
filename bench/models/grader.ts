/**
 * Grades models as the action does, in a fresh process: reads their files, runs them in the sandbox, measures. Arguments: an
 * engine, and a list of jobs (`reference.ts`). `bundle.ts` makes of this file one that stands beside the built worker.
 */
import { readFile } from 'node:fs/promises';
import type { Task } from '../../src/domain/exam.ts';
import { grade } from '../../src/grade.ts';
import { openSandbox } from '../../src/sandbox/open.ts';
import { planRuns } from '../../src/sandbox/plan.ts';
import { timing } from '../../src/watch.ts';
import { engineOf } from './engine.ts';
import { examOf, hiddenOf, submissionOf } from './exam.ts';
import type { Job } from './reference.ts';

const started = performance.now();
const [name = '', path = ''] = process.argv.slice(2);
const jobs = JSON.parse(await readFile(path, 'utf8')) as readonly Job[];
const exam = examOf(jobs);

function openHidden(task: Task) {
  const job = jobs[exam.tasks.indexOf(task)];
  if (job === undefined) throw new Error(`${task.id} is nobody's`);
  return hiddenOf(job);
}

const watch = timing(({ error }) => error && console.error(error));
// Opened before anything is read, as where a commit is graded.
const engine = await engineOf(name);
const sandbox = openSandbox(planRuns().limits, engine);
const { tasks } = await grade(
  { exam, sha256: '', submission: await submissionOf(jobs), openHidden, engine, sandbox },
  watch,
).finally(sandbox.close);
const values = tasks.map((task) => {
  if (task.kind !== 'scored') throw new Error(`${task.title}: ${JSON.stringify(task)}`);
  return task.value;
});
// Node counts from its own start, so what came before the first line here is start-up and the reading of code.
console.log(JSON.stringify({ importMs: started, gradeMs: performance.now() - started, values }));
