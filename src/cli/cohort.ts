import { Command } from 'commander';
import { type Course, loadCourse, RESULTS_BRANCH } from '../cohort/course.ts';
import { readPlan, readResults, shardFile, writeResults } from '../cohort/files.ts';
import { holderHere } from '../cohort/lease.ts';
import type { Merged } from '../cohort/merge.ts';
import { makePlan, type Plan } from '../cohort/plan.ts';
import { statusOf } from '../cohort/status.ts';
import { gradeAll, hasWork, mergeInto, sweep } from '../cohort/sweep.ts';
import { type Cohort, connectCohort, readIdentity } from './cohort-account.ts';
import { cohortGradebookCommand, cohortPageCommand } from './cohort-page.ts';
import { planText, statusText, sweptText } from './cohort-text.ts';
import { EXIT } from './exit.ts';
import { writeOutput } from './files.ts';
import { printable } from './output.ts';

interface Options {
  readonly repository?: string;
  readonly keyFile?: string;
  readonly output?: string;
  readonly runners: string;
  readonly shard: string;
  readonly results: string;
  readonly json?: true;
}

export function cohortCommand(): Command {
  const cohort = new Command('cohort').description('Grade everybody in a roster, and keep the results.');
  const place: [string, string] = [
    '--repository <owner/name>',
    'the grader repository; GITHUB_REPOSITORY unless given',
  ];
  const key: [string, string] = ['--key-file <file>', 'the age identity; FIVEFOLD_IDENTITY unless given'];
  const runners: [string, string, string] = ['--runners <number>', 'jobs that may run at once', '20'];
  cohort
    .command('plan')
    .description('Say what has changed since the last sweep, and what grading it will cost.')
    .option(...place)
    .option(...runners)
    .option('--output <plan.json>', 'write the plan, for `grade` and `merge`')
    .action(planCohort);
  cohort
    .command('grade')
    .description('Grade one shard of a plan. Nothing is published.')
    .argument('<plan.json>')
    .requiredOption('--shard <number>', 'which, from 0')
    .requiredOption('--results <dir>', 'where its results go')
    .option(...place)
    .option(...key)
    .action(gradeShard);
  cohort
    .command('merge')
    .description('Enter the results of all shards, and tell the students.')
    .argument('<plan.json>')
    .requiredOption('--results <dir>', 'where `grade` has written')
    .option(...place)
    .action(mergeShards);
  cohort
    .command('run')
    .description(
      'Plan, grade and merge on this machine. Killed, it goes on where it was when it is started again.',
    )
    .option(...place)
    .option(...key)
    .action(runCohort);
  cohort
    .command('status')
    .description('Say who has submitted, who is stuck and why, and what a sweep would have to do.')
    .option(...place)
    .option(...runners)
    .option('--json', 'print JSON and nothing else')
    .action(showStatus);
  cohort.addCommand(cohortPageCommand()).addCommand(cohortGradebookCommand());
  cohort.addHelpText(
    'after',
    `\nResults lie on the branch ${RESULTS_BRANCH} of the grader repository (docs/cohort-scale.md).`,
  );
  return cohort;
}

async function open(
  options: Pick<Options, 'repository'>,
  sha?: string,
): Promise<Cohort & { readonly course: Course }> {
  const cohort = await connectCohort(options.repository, process.env);
  return { ...cohort, course: await loadCourse(cohort.home, cohort.repository, sha) };
}

function planOf({ course, github }: Cohort & { readonly course: Course }, runners: string): Promise<Plan> {
  const { exam, classroom, roster, tip } = course;
  return makePlan({ github, roster, classroom, course: exam, tip, runners: Number(runners) });
}

async function planCohort(options: Options): Promise<void> {
  const cohort = await open(options);
  const plan = await planOf(cohort, options.runners);
  console.log(planText(plan));
  if (options.output) await writeOutput(options.output, `${JSON.stringify(plan)}\n`);
}

async function gradeShard(file: string, options: Options): Promise<void> {
  const plan = await readPlan(file);
  const shard = Number(options.shard);
  const { from, to } = plan.shards[shard] ?? { from: 0, to: 0 };
  const { course, home, github } = await open(options, plan.exam.sha);
  const jobs = plan.jobs.slice(from, to).filter(({ commits }) => commits.length > 0);
  const results = gradeAll(jobs, course, {
    home,
    github,
    ...(await readIdentity(options.keyFile, process.env)),
  });
  const written = await writeResults(shardFile(options.results, shard), results);
  console.log(`Shard ${shard}: ${written} students graded.`);
}

async function mergeShards(file: string, options: Options): Promise<void> {
  const plan = await readPlan(file);
  if (!hasWork(plan)) return console.log('Nothing has changed.');
  const { course, github, login } = await open(options, plan.exam.sha);
  const holder = holderHere(process.env.GITHUB_RUN_ID);
  report(await mergeInto(course, readResults(options.results, plan), { github, login, holder }));
}

async function runCohort(options: Options): Promise<void> {
  const { course, ...cohort } = await open(options);
  const identity = await readIdentity(options.keyFile, process.env);
  const holder = holderHere(process.env.GITHUB_RUN_ID);
  const planned = (plan: Plan) => console.log(planText(plan));
  const { merged } = await sweep(course, { ...cohort, ...identity, holder, planned });
  if (merged) report(merged);
}

/** What GitHub did not take fails the command: it is to be run again. */
function report(merged: Merged): void {
  console.log(sweptText(merged));
  for (const { problem } of merged.unposted) console.error(printable(`${problem.message} ${problem.hint}`));
  if (merged.unposted.length > 0) process.exitCode = EXIT.ourFault;
}

async function showStatus(options: Options): Promise<void> {
  const cohort = await open(options);
  const plan = await planOf(cohort, options.runners);
  const status = await statusOf(cohort.course, plan);
  console.log(options.json ? JSON.stringify(status, null, 2) : statusText(status, plan));
}
