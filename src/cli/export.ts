import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Scorecard } from '../domain/scorecard.ts';
import {
  autogradingCommands,
  autogradingResult,
  badge,
  type Classroom50Context,
  canvas,
  classroom50,
  type Graded,
  gradescope,
  junit,
  moodle,
  type Roster,
  readRoster,
  readScorecard,
  shields,
} from '../export/index.ts';
import { readInput, writeOutput } from './files.ts';
import { printable } from './output.ts';

/** What is made of one scorecard, and asks for nothing else. */
const OF_ONE = {
  gradescope,
  autograding: (card: Scorecard) => `${autogradingResult(card)}\n`,
  'autograding-annotations': autogradingCommands,
  badge,
  shields,
} as const;

/** What takes any number of scorecards. */
const OF_MANY = { junit, canvas, moodle } as const;

type Format = keyof typeof OF_ONE | keyof typeof OF_MANY | 'classroom50';

const FORMATS = ['classroom50', ...Object.keys(OF_ONE), ...Object.keys(OF_MANY)];

interface Options extends Partial<Omit<Classroom50Context, 'assignmentType' | 'at'>> {
  readonly format: Format;
  readonly output?: string;
  readonly roster?: string;
  readonly assignmentType: Classroom50Context['assignmentType'];
  readonly submittedAt?: string;
}

/** What Classroom 50 gives its autograders in the environment, by our options. */
const CLASSROOM50 = {
  classroom: ['--classroom <name>', 'CLASSROOM'],
  assignment: ['--assignment <slug>', 'ASSIGNMENT'],
  owner: ['--owner <login>', 'OWNER'],
  submission: ['--submission <tag>', 'SUBMISSION_TAG'],
  commit: ['--commit <url>', 'COMMIT_URL'],
  release: ['--release <url>', 'RELEASE_URL'],
  review: ['--review <url>', 'REVIEW_URL'],
} as const;

export function exportCommand(): Command {
  const command = new Command('export')
    .description('Turn scorecards into what a classroom, a gradebook, a CI server or a README takes.')
    .argument('<scorecard...>', 'JSON of `fivefold grade --json`, or of the output `scorecard` of the action')
    .addOption(new Option('-f, --format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .option('-o, --output <file>', 'where to; without it, to standard output')
    .option(
      '--roster <file.csv>',
      'canvas, moodle: a column github, and columns as the gradebook names them',
    );
  for (const [flags, variable] of Object.values(CLASSROOM50)) {
    command.addOption(new Option(flags, 'classroom50').env(variable));
  }
  command.addOption(
    new Option('--assignment-type <type>', 'classroom50')
      .choices(['individual', 'group', 'team'])
      .default('individual')
      .env('ASSIGNMENT_TYPE'),
  );
  command.option(
    '--submitted-at <time>',
    'classroom50: when, where the scorecard does not say; without it, now',
    toTime,
  );
  return command.action(exportCards);
}

function toTime(text: string): string {
  if (Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('Write it like 2027-02-01T12:00:00Z.');
  return text;
}

async function exportCards(files: readonly string[], options: Options, command: Command): Promise<void> {
  const { format, output } = options;
  const graded: Graded[] = [];
  for (const file of files) graded.push(await readGraded(file));
  const text = isOfMany(format)
    ? await renderMany(format, graded, options)
    : renderOne(format, onlyOne(graded, format, command), options, command);
  if (output === undefined) process.stdout.write(text);
  else await writeOutput(output, text);
}

function isOfMany(format: Format): format is keyof typeof OF_MANY {
  return Object.hasOwn(OF_MANY, format);
}

function onlyOne([first, ...more]: readonly Graded[], format: Format, command: Command): Scorecard {
  if (first && more.length === 0) return first.card;
  return command.error(`error: ${format} is made of one scorecard, not of ${more.length + 1}`);
}

/** A folder that was graded on a command line is nobody's; then the file is named after the candidate. */
async function readGraded(file: string): Promise<Graded> {
  const card = readScorecard(new TextDecoder().decode(await readInput(file)), file);
  return { card, candidate: card.submission?.candidate ?? basename(file, '.json') };
}

async function renderMany(
  format: keyof typeof OF_MANY,
  graded: readonly Graded[],
  { roster }: Options,
): Promise<string> {
  if (format === 'junit') return junit(graded);
  for (const { card, candidate } of graded) {
    if (card.verdict !== 'undecided') continue;
    console.error(`Left out: ${printable(candidate)}, whose result is open. Grade the same commit again.`);
  }
  return OF_MANY[format](graded, await rosterOf(roster));
}

async function rosterOf(file: string | undefined): Promise<Roster | undefined> {
  return file === undefined ? undefined : readRoster(new TextDecoder().decode(await readInput(file)), file);
}

function renderOne(
  format: Exclude<Format, keyof typeof OF_MANY>,
  card: Scorecard,
  options: Options,
  command: Command,
): string {
  return format === 'classroom50' ? classroom50(card, contextOf(options, command)) : OF_ONE[format](card);
}

function contextOf(options: Options, command: Command): Classroom50Context {
  const known = (name: keyof typeof CLASSROOM50): string => {
    const [flags, variable] = CLASSROOM50[name];
    return (
      options[name] ?? command.error(`error: classroom50 needs ${flags}, or ${variable} in the environment`)
    );
  };
  return {
    classroom: known('classroom'),
    assignment: known('assignment'),
    assignmentType: options.assignmentType,
    owner: known('owner'),
    submission: known('submission'),
    commit: known('commit'),
    release: known('release'),
    review: options.review ?? known('commit'),
    at: options.submittedAt ?? new Date().toISOString(),
  };
}
