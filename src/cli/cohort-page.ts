import { Command, Option } from 'commander';
import { type Course, loadCourse } from '../cohort/course.ts';
import { GRADEBOOK_FORMATS, gradedOf, rosterFor } from '../cohort/gradebooks.ts';
import { alikeFrom } from '../cohort/page/alike.ts';
import type { Alike, Person } from '../cohort/page/index.ts';
import { recordsIn } from '../cohort/plan.ts';
import { bucketOf, type StudentRecord } from '../cohort/record.ts';
import { connectCohort } from './cohort-account.ts';
import { readInput, writeOutput } from './files.ts';

interface Options {
  readonly repository?: string;
  readonly output?: string;
}

const PLACE = ['--repository <owner/name>', 'the grader repository; GITHUB_REPOSITORY unless given'] as const;

export function cohortPageCommand(): Command {
  return new Command('page')
    .description('Draw the cohort: scores, how hard each task is, score over time, copies, and everybody.')
    .option(...PLACE)
    .requiredOption('-o, --output <file.html>', 'one file that loads nothing')
    .option('--copies <copies.json>', 'what `fivefold copies --json` found')
    .option('--no-names', 'leave out who is who, so that everybody may see it')
    .action(writePage);
}

export function cohortGradebookCommand(): Command {
  return new Command('gradebook')
    .description('Write what counts of everybody, after lateness, as a gradebook to import.')
    .option(...PLACE)
    .addOption(
      new Option('-f, --format <format>', 'for which program')
        .choices(Object.keys(GRADEBOOK_FORMATS))
        .makeOptionMandatory(),
    )
    .option('-o, --output <file.csv>', 'where to; without it, to standard output')
    .action(writeGradebook);
}

async function writePage(
  options: Options & { readonly output: string; readonly copies?: string; readonly names: boolean },
): Promise<void> {
  const course = await open(options);
  // What draws is loaded only here: no sweep wants it.
  const { personOf, renderCohortPage } = await import('../cohort/page/index.ts');
  const { classroom, exam, roster, tip } = course;
  const whereabouts = { classroom, serverUrl: process.env.GITHUB_SERVER_URL || 'https://github.com' };
  const found = new Map<string, Person>();
  for await (const [student, record] of everybody(course))
    found.set(student.id, personOf(student, record, whereabouts));
  const people = roster.flatMap(({ id }) => found.get(id) ?? []);
  const copies = options.copies === undefined ? undefined : await readCopies(options.copies);
  const content = { exam: exam.exam, at: tip.readAt, people, ...(copies && { copies }) };
  await writeOutput(options.output, renderCohortPage(content, options));
}

async function readCopies(file: string): Promise<readonly Alike[]> {
  return alikeFrom(new TextDecoder().decode(await readInput(file)), file);
}

async function writeGradebook(
  options: Options & { readonly format: keyof typeof GRADEBOOK_FORMATS },
): Promise<void> {
  const course = await open(options);
  const records = new Map<string, StudentRecord>();
  for await (const [{ id }, record] of everybody(course)) if (record) records.set(id, record);
  const { roster, classroom } = course;
  const text = GRADEBOOK_FORMATS[options.format](gradedOf(roster, records, classroom), rosterFor(roster));
  if (options.output === undefined) process.stdout.write(text);
  else await writeOutput(options.output, text);
}

async function open({ repository: name }: Options): Promise<Course> {
  const { home, repository } = await connectCohort(name, process.env);
  return loadCourse(home, repository);
}

/** Everybody in the roster with what is recorded of them, file by file and not in order: one file is in memory at a time. */
async function* everybody({ roster, tip }: Course) {
  for (const [bucket, students] of Map.groupBy(roster, ({ id }) => bucketOf(id))) {
    const records = await recordsIn(tip, bucket);
    for (const student of students) yield [student, records.get(student.id)] as const;
  }
}
