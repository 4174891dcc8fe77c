import type { LatePolicy } from '../domain/deadline.ts';
import { MAX_EXTENSION_MINUTES, MAX_ROSTER_CELL } from '../domain/limits.ts';
import type { Repository } from '../domain/submission.ts';

/** One line of the roster. */
export interface Student {
  /** GitHub login, as it is spelled in the roster: compare without regard to case. */
  readonly login: string;
  /** What the school calls this person: the same when the login changes, and nobody else's. */
  readonly id: string;
  readonly name: string;
  readonly section?: string;
  /** Where this person submits, when not where the course expects it. */
  readonly repository?: Repository;
  /** Number of the GitHub account, which stays when it is renamed. */
  readonly accountId?: number;
  /** Added to the deadline. */
  readonly extensionMinutes?: number;
  /** In place of the course's. */
  readonly late?: LatePolicy;
  /** For gradebooks: what is in the columns that only they read, by their names. */
  readonly gradebook?: Readonly<Record<string, string>>;
}

type Draft = { -readonly [Key in keyof Student]?: Student[Key] };

/** One column: how a cell becomes part of a student, and back. */
export interface Column {
  readonly name: string;
  readonly required: boolean;
  /** Enter a cell that is not empty. Answers what is wrong with it, if anything. */
  readonly read: (cell: string, draft: Draft) => string | undefined;
  readonly write: (student: Student) => string | undefined;
}

/** Letters, digits and hyphens; accounts that a company manages end in an underscore and its name. */
const LOGIN = /^[a-z\d][a-z\d-]{0,38}(?:_[a-z\d]{1,16})?$/i;
const REPOSITORY = /^([\w-]{1,60})\/([\w.-]{1,100})$/;
const PER_DAY = /^(\d{1,3}(?:\.\d{1,2})?) ?% ?(?:per|\/|a) ?day$/i;

/** Columns that Canvas and Moodle go by, handed on as they are (docs/interchange.md). */
const GRADEBOOK = ['Student', 'ID', 'SIS Login ID', 'Section', 'username', 'email', 'idnumber'] as const;

/** All columns, in the order in which a roster is written. */
export const COLUMNS: readonly Column[] = [
  {
    name: 'login',
    required: true,
    read: (cell, draft) => {
      draft.login = cell;
      return LOGIN.test(cell) ? undefined : `'${cell}' is not a GitHub login`;
    },
    write: ({ login }) => login,
  },
  text('name', true),
  text('id', true),
  text('section', false),
  {
    name: 'repository',
    required: false,
    read: (cell, draft) => {
      const [, owner, name] = REPOSITORY.exec(cell) ?? [];
      if (owner === undefined || name === undefined) return `'${cell}' is not a repository: write owner/name`;
      draft.repository = { owner, name };
      return undefined;
    },
    write: ({ repository }) => repository && `${repository.owner}/${repository.name}`,
  },
  whole('account_id', 'accountId', Number.MAX_SAFE_INTEGER, 'the number of a GitHub account'),
  whole('extension_minutes', 'extensionMinutes', MAX_EXTENSION_MINUTES, 'a number of minutes'),
  {
    name: 'late',
    required: false,
    read: (cell, draft) => {
      const late = parseLate(cell);
      if (late) draft.late = late;
      return late ? undefined : `'${cell}' is no late policy: write free, refuse, or 10 % per day`;
    },
    write: ({ late }) => late && formatLate(late),
  },
  ...GRADEBOOK.map(gradebook),
];

function text(name: 'name' | 'id' | 'section', required: boolean): Column {
  return {
    name,
    required,
    read: (cell, draft) => {
      draft[name] = cell;
      return cell.length <= MAX_ROSTER_CELL
        ? undefined
        : `more than ${MAX_ROSTER_CELL} characters in '${name}'`;
    },
    write: (student) => student[name],
  };
}

function whole(name: string, key: 'accountId' | 'extensionMinutes', max: number, what: string): Column {
  return {
    name,
    required: false,
    read: (cell, draft) => {
      const value = /^\d{1,16}$/.test(cell) ? Number(cell) : Number.NaN;
      draft[key] = value;
      return value <= max ? undefined : `'${cell}' in '${name}' is not ${what} from 0 to ${max}`;
    },
    write: (student) => student[key]?.toString(),
  };
}

function gradebook(name: string): Column {
  return {
    name,
    required: false,
    read: (cell, draft) => {
      draft.gradebook = { ...draft.gradebook, [name]: cell };
      return undefined;
    },
    write: (student) => student.gradebook?.[name],
  };
}

export function columnOf(name: string): Column | undefined {
  return COLUMNS.find((column) => column.name === name);
}

/** `free`, `refuse`, `10 % per day`; `undefined` for anything else. */
export function parseLate(text: string): LatePolicy | undefined {
  if (/^free$/i.test(text)) return { kind: 'free' };
  if (/^refuse$/i.test(text)) return { kind: 'refuse' };
  const percent = Number(PER_DAY.exec(text)?.[1]);
  return percent > 0 && percent <= 100 ? { kind: 'per-day', percent } : undefined;
}

export function formatLate(late: LatePolicy): string {
  return late.kind === 'per-day' ? `${late.percent} % per day` : late.kind;
}

/** One line, or everything that is wrong with it. */
export function studentOf(cells: ReadonlyMap<Column, string>): {
  readonly student?: Student;
  readonly problems: readonly string[];
} {
  const draft: Draft = {};
  const problems = [...cells].flatMap(([column, cell]) => {
    const value = withoutGuard(cell);
    if (value === '') return column.required ? [`'${column.name}' is empty`] : [];
    return column.read(value, draft) ?? [];
  });
  const { login, id, name } = draft;
  const isWhole = problems.length === 0 && login !== undefined && id !== undefined && name !== undefined;
  return isWhole ? { student: { ...draft, login, id, name }, problems } : { problems };
}

/** The apostrophe that keeps a spreadsheet from computing a cell is no part of it. */
function withoutGuard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
}

/** The cells of a student, by column. */
export function written(student: Student): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(COLUMNS.map(({ name, write }) => [name, write(student)]));
}

interface Line {
  readonly line: number;
  readonly student: Student;
}

/** What must be one person's alone. Repositories too: a submission counts for whoever made it. */
const UNIQUE: Readonly<Record<string, (student: Student) => string | undefined>> = {
  login: ({ login }) => login.toLowerCase(),
  id: ({ id }) => id,
  repository: ({ repository }) => repository && `${repository.owner}/${repository.name}`.toLowerCase(),
  account_id: ({ accountId }) => accountId?.toString(),
};

/** People who are in the roster twice, by the line of the second one. */
export function duplicates(lines: readonly Line[]): readonly { line: number; problem: string }[] {
  return Object.entries(UNIQUE).flatMap(([name, keyOf]) => {
    const first = new Map<string, number>();
    return lines.flatMap(({ line, student }) => {
      const value = keyOf(student);
      const before = value === undefined ? undefined : first.get(value);
      if (value !== undefined && before === undefined) first.set(value, line);
      return before === undefined
        ? []
        : [{ line, problem: `the ${name} '${value}' is in line ${before}, too` }];
    });
  });
}
