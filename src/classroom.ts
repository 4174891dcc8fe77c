/** A classroom, drawn: `init.ts` for a course that examines many. Two repositories come of one exam, and only one has secrets in it. */
import { stringify } from 'yaml';
import { CLASSROOM_FILE } from './cohort/classroom.ts';
import { ROSTER_FILE } from './cohort/course.ts';
import { formatRoster } from './cohort/roster.ts';
import { formatLate } from './cohort/student.ts';
import type { Deadline } from './domain/deadline.ts';
import { taskTable } from './generate/statement.ts';
import type { KeyPair } from './hidden/index.ts';
import { type DrawOptions, drawExam, PASS_PERCENT } from './init.ts';
import { KEYS_FILE } from './proof/index.ts';
import { instantiateTemplate } from './template.ts';

type Files = ReadonlyMap<string, Uint8Array>;

export interface ClassroomOptions extends Omit<DrawOptions, 'time'> {
  /** Of the students' repositories on GitHub. */
  readonly organization: string;
  readonly deadline?: Deadline;
  /** Where the identity lies, as seen from the folder of the grader, fit for a shell. */
  readonly identityFile: string;
}

export interface DrawnClassroom extends KeyPair {
  /** The course's own repository. */
  readonly grader: Files;
  /** What students' repositories are made from. */
  readonly students: Files;
}

/**
 * Draw the two repositories of a classroom. There is no limit of hours: a student's clock would begin when the course makes the
 * repository. There is a deadline instead.
 */
export async function drawClassroom(options: ClassroomOptions): Promise<DrawnClassroom> {
  const { organization, deadline, id, title, identityFile } = options;
  const { files, identity, recipient } = await drawExam(options);
  const facts: Readonly<Record<string, string>> = {
    exam: title,
    assignment: id,
    organization,
    'identity-file': identityFile,
    'app-url': appUrl(organization, id),
    tasks: taskTable(),
    'pass-percent': String(PASS_PERCENT),
  };
  const lookup = (_path: string, name: string) => facts[name];
  const texts = await instantiateTemplate(lookup, 'template-classroom/grader');
  const scheduled = deadline ? withDeadline(texts, deadline) : texts;
  const own = [
    [CLASSROOM_FILE, utf8(classroomYaml(organization, id, deadline))],
    [ROSTER_FILE, utf8(formatRoster([]))],
  ] as const;
  const others = await instantiateTemplate(lookup, 'template-classroom/students');
  return {
    identity,
    recipient,
    grader: new Map([...scheduled, ...own, ...[...files].filter(([path]) => isForGrader(path))]),
    students: new Map([...[...files].filter(([path]) => isForStudents(path)), ...others]),
  };
}

/** What a sweep reads: the exam, its sets, and the words by which texts become tokens. */
function isForGrader(path: string): boolean {
  return path === 'exam.yml' || path.startsWith('hidden-tests/') || path.endsWith('/vocabulary.txt');
}

/** No hidden set, though it is encrypted; no workflow, so that nobody is billed for a push; no key, since nothing is signed. */
function isForStudents(path: string): boolean {
  return !path.startsWith('hidden-tests/') && !path.startsWith('.github/') && path !== KEYS_FILE;
}

function classroomYaml(organization: string, id: string, deadline: Deadline | undefined): string {
  const fields = {
    version: 1,
    organization,
    repositories: `${id}-{login}`,
    ...(deadline && { deadline: { at: deadline.at, late: formatLate(deadline.late) } }),
  };
  return `# Where students submit, until when, and what being late costs (docs/classroom.md).\n${stringify(fields)}`;
}

/** https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-using-url-parameters */
function appUrl(organization: string, id: string): string {
  const form = new URLSearchParams({
    name: `${id} grader`,
    url: `https://github.com/${organization}`,
    public: 'false',
    webhook_active: 'false',
    contents: 'read',
    checks: 'write',
    issues: 'write',
  });
  return `https://github.com/organizations/${organization}/settings/apps/new?${form}`;
}

const WORKFLOW = '.github/workflows/sweep.yml';
const MINUTE_MS = 60_000;
/** An hour before, so that people see what counts while they can still change it, and as soon as everything in time has arrived. */
const AROUND_DEADLINE_MINUTES = [-60, 10];

/** The workflow, with times around the deadline. GitHub may start a scheduled run some minutes late; nothing depends on it. */
function withDeadline(texts: Files, { at }: Deadline): Files {
  const workflow = new TextDecoder().decode(texts.get(WORKFLOW));
  const lines = AROUND_DEADLINE_MINUTES.map((minutes) => {
    const time = new Date(Date.parse(at) + minutes * MINUTE_MS);
    const [minute, hour, day, month] = [
      time.getUTCMinutes(),
      time.getUTCHours(),
      time.getUTCDate(),
      time.getUTCMonth() + 1,
    ];
    return `    - cron: "${minute} ${hour} ${day} ${month} *" # the deadline is ${at}\n`;
  });
  const scheduled = workflow.replace(/^ {4}- cron: .*\n/m, (nightly) => nightly + lines.join(''));
  return new Map([...texts, [WORKFLOW, utf8(scheduled)]]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
