import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { drawClassroom } from '../classroom.ts';
import { parseLate } from '../cohort/student.ts';
import type { Deadline, LatePolicy } from '../domain/deadline.ts';
import { drawExam } from '../init.ts';
import { writeOutput } from './files.ts';
import { PRIVATE } from './keygen.ts';
import { assertEmpty, assertOutside, writeAll } from './new-folder.ts';
import { identityText, mintSecret, readSecret } from './seed.ts';
import { quoted } from './shell.ts';
import { startSpinner } from './spinner.ts';

/** The official exam's five hours. */
const TIME = { hours: 5, start: 'opened' } as const;
/** As often as anyone can train in that time, which tells no attacker anything that counts: docs/decisions/013-what-a-score-may-tell.md */
const ATTEMPTS = { perDay: 20 } as const;
/** What exam.yml takes as an id. */
const MAX_ID_LENGTH = 40;

interface Options {
  readonly title?: string;
  readonly identityFile?: string;
  readonly signingKeyFile?: string;
  readonly seedFile?: string;
  readonly classroom?: true;
  readonly organization?: string;
  readonly deadline?: string;
  readonly late: LatePolicy;
}

export function initCommand(): Command {
  return new Command('init')
    .description('Draw a complete exam repository, with data nobody has seen.')
    .argument('<dir>', 'where to put it; must not exist, or be empty')
    .option('-t, --title <text>', 'title of the exam; without it, the name of the folder')
    .option('-i, --identity-file <file>', 'where to put the key; without it, <dir>-identity.txt beside <dir>')
    .option(
      '--signing-key-file <file>',
      'where to put the key that signs; without it, <dir>-signing-key.json',
    )
    .option('-s, --seed-file <file>', 'an identity file of init: draw the same exam again')
    .option('--classroom', 'for a course: a grader repository of its own, and what students start from')
    .option('--organization <name>', 'with --classroom: who owns the repositories on GitHub')
    .option('--deadline <time>', 'with --classroom: such as 2027-02-01T12:00:00Z', toTime)
    .option('--late <policy>', 'with --deadline: free, refuse, or "10 % per day"', toLate, REFUSE)
    .action(initExam);
}

const REFUSE: LatePolicy = { kind: 'refuse' };

function toTime(text: string): string {
  if (/(?:Z|[+-]\d\d:\d\d)$/.test(text) && Date.parse(text))
    return new Date(text).toISOString().replace('.000', '');
  throw new InvalidArgumentError('Write it with its zone, like 2027-02-01T12:00:00Z.');
}

function toLate(text: string): LatePolicy {
  const policy = parseLate(text);
  if (policy) return policy;
  throw new InvalidArgumentError('Write free, refuse, or "10 % per day".');
}

async function initExam(directory: string, options: Options, command: Command): Promise<void> {
  const name = basename(resolve(directory));
  const beside = join(dirname(resolve(directory)), name);
  const { title = name, identityFile = `${beside}-identity.txt` } = options;
  const { signingKeyFile = `${beside}-signing-key.json` } = options;
  await assertEmpty(directory);
  await assertOutside(identityFile, directory, 'identity-file');
  if (options.classroom) return initClassroom(directory, { ...options, name, title, identityFile }, command);
  await assertOutside(signingKeyFile, directory, 'signing-key-file');
  const secret = options.seedFile === undefined ? mintSecret() : await readSecret(options.seedFile);

  const spinner = startSpinner();
  const progress = (part: string) => {
    spinner.text = part;
  };
  const exam = { id: idFrom(name), title, secret, time: TIME, attempts: ATTEMPTS, progress };
  const { files, signingKey, ...key } = await drawExam(exam).finally(() => spinner.stop());

  // The keys first: an exam that nobody can open would be worse than a key that opens nothing.
  await writeOutput(identityFile, identityText(title, key, secret), { mode: PRIVATE, flag: 'wx' });
  await writeOutput(signingKeyFile, signingKey, { mode: PRIVATE, flag: 'wx' });
  await writeAll(directory, files);
  console.log(instructions(directory, identityFile, signingKeyFile));
}

interface ClassroomOptions extends Options {
  readonly name: string;
  readonly title: string;
  readonly identityFile: string;
}

/** Nothing of it is signed: the course's own records are what a score is trusted by. */
async function initClassroom(directory: string, options: ClassroomOptions, command: Command): Promise<void> {
  const { organization, identityFile, title, name, deadline: at, late } = options;
  if (organization === undefined) return command.error('error: --classroom needs --organization <name>');
  const secret = options.seedFile === undefined ? mintSecret() : await readSecret(options.seedFile);
  const deadline: Deadline | undefined = at === undefined ? undefined : { at, late };
  const id = idFrom(name);
  const spinner = startSpinner();
  const drawing = { id, title, secret, attempts: ATTEMPTS, organization, ...(deadline && { deadline }) };
  const drawn = await drawClassroom({
    ...drawing,
    identityFile: quoted(relative(resolve(directory, 'grader'), resolve(identityFile))),
    progress: (part) => {
      spinner.text = part;
    },
  }).finally(() => spinner.stop());
  await writeOutput(identityFile, identityText(title, drawn, secret), { mode: PRIVATE, flag: 'wx' });
  await writeAll(join(directory, 'grader'), drawn.grader);
  await writeAll(join(directory, 'students'), drawn.students);
  console.log(
    [
      `The course's own repository is in ${join(directory, 'grader')}, what its students start from in ${join(directory, 'students')}.`,
      `The key is in ${identityFile}. Keep it, and keep it secret.`,
      '',
      `Next: five steps, with every command, in ${join(directory, 'grader', 'README.md')}.`,
    ].join('\n'),
  );
}

/** `Spring 2027` → `spring-2027`. */
export function idFrom(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['exam'];
  return words.join('-').slice(0, MAX_ID_LENGTH).replace(/-$/, '');
}

function instructions(directory: string, identityFile: string, signingKeyFile: string): string {
  const fromInside = (file: string) => quoted(relative(resolve(directory), resolve(file)));
  const repository = quoted(basename(resolve(directory)));
  return [
    `The exam is in ${directory}, its keys in ${identityFile} and ${signingKeyFile}. Keep them, and keep them secret.`,
    '',
    `Four commands publish it, run in ${directory} with git and GitHub's gh:`,
    '',
    `  ${COMMIT} && gh repo create ${repository} --public --source . --push`,
    `  gh secret set FIVEFOLD_IDENTITY < ${fromInside(identityFile)}`,
    `  gh secret set FIVEFOLD_SIGNING_KEY < ${fromInside(signingKeyFile)}`,
    `  gh api repos/{owner}/{repo}/rulesets ${RULES.join(' ')}`,
  ].join('\n');
}

const COMMIT = 'git init -q -b main && git add . && git commit -q -m "The exam"';
/** Nobody rewrites or deletes the branch that grades. https://docs.github.com/rest/repos/rules */
const RULES = [
  "-f name='Keep the history' -f target=branch -f enforcement=active",
  "-f 'conditions[ref_name][include][]=~DEFAULT_BRANCH' -F 'conditions[ref_name][exclude][]'",
  "-f 'rules[][type]=deletion' -f 'rules[][type]=non_fast_forward'",
];
