import { Command } from 'commander';
import { identify } from '../cohort/accounts.ts';
import { readClassList } from '../cohort/class-lists.ts';
import { findLeftOver } from '../cohort/left-over.ts';
import { formatRoster, type Student } from '../cohort/roster.ts';
import type { GitHub } from '../github/client.ts';
import { readInput, writeOutput } from './files.ts';
import { connectAs, readAccount } from './github.ts';
import { printable } from './output.ts';

interface Options {
  readonly organization?: string;
  readonly assignment?: string;
  readonly accounts?: true;
  readonly output?: string;
}

export function rosterCommand(): Command {
  return new Command('roster')
    .description(
      'Make roster.csv of a class list: of GitHub Classroom, of Classroom 50, or of an earlier roster.',
    )
    .argument('<file.csv>', 'classroom_roster.csv, the grades of an assignment, students.csv, or roster.csv')
    .option('--organization <name>', 'who owns the repositories of the students')
    .option('--assignment <name>', 'find repositories called <name>-<login>, as GitHub Classroom left them')
    .option('--accounts', 'ask GitHub for the number of each account, and for logins that have changed')
    .option('-o, --output <file>', 'where to; without it, to standard output')
    .addHelpText(
      'after',
      '\nThe token is taken from FIVEFOLD_TOKEN, GITHUB_TOKEN or GH_TOKEN; it needs to read, no more.',
    )
    .action(makeRoster);
}

async function makeRoster(file: string, options: Options, command: Command): Promise<void> {
  const { organization, assignment, accounts, output } = options;
  if (assignment !== undefined && organization === undefined)
    command.error('error: --assignment needs --organization');
  const list = readClassList(await readInput(file), file);
  tell('No GitHub account in the list', list.unlinked);
  const isAsking = accounts !== undefined || assignment !== undefined;
  const github = isAsking ? await clientFor(organization) : undefined;
  const known = github && accounts ? await withAccounts(github, list.students) : list.students;
  const place =
    organization !== undefined && assignment !== undefined ? { organization, assignment } : undefined;
  const placed = github && place ? await withRepositories(github, known, place) : known;
  const text = formatRoster(placed);
  if (output === undefined) process.stdout.write(text);
  else await writeOutput(output, text);
}

/** An App speaks where it is installed; without a place, only a token can ask. */
async function clientFor(organization: string | undefined): Promise<GitHub> {
  const { app, ...account } = readAccount(process.env);
  return organization === undefined
    ? connectAs(account, '')
    : connectAs({ ...account, ...(app && { app }) }, organization);
}

async function withAccounts(github: GitHub, students: readonly Student[]): Promise<readonly Student[]> {
  const told = await identify(github, students);
  tell(
    'Renamed',
    told.renamed.map(({ from, to }) => `${from} is now ${to}`),
  );
  tell(
    'GitHub knows no such account',
    told.unknown.map(({ login }) => login),
  );
  return told.students;
}

async function withRepositories(
  github: GitHub,
  students: readonly Student[],
  { organization, assignment }: { readonly organization: string; readonly assignment: string },
): Promise<readonly Student[]> {
  const found = await findLeftOver(github, organization, assignment, students);
  console.error(
    `${found.usual} repositories are called ${printable(assignment)}-{login}: say so in classroom.yml.`,
  );
  tell(
    'Called otherwise, and therefore in the column repository',
    found.others.map(({ repository }) => repository?.name ?? ''),
  );
  tell(
    'Without a repository',
    found.without.map(({ login }) => login),
  );
  return found.students;
}

/** On stderr: what there is to know, and no part of the roster. */
function tell(what: string, whom: readonly string[]): void {
  if (whom.length > 0) console.error(`${what} (${whom.length}): ${whom.map(printable).join(', ')}.`);
}
