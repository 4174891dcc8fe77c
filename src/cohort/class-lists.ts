/** Class lists of other programs, as rosters. */
import { parseRoster, type Row, readRows, type Student, studentsOf } from './roster.ts';

export interface ClassList {
  readonly students: readonly Student[];
  /** What the list calls people who have no GitHub account in it. They cannot be graded. */
  readonly unlinked: readonly string[];
}

/** A line as its program writes it, by its columns. */
type Cells = Readonly<Record<string, string>>;

interface Format {
  /** Columns by which it is known. */
  readonly columns: readonly string[];
  readonly login: string;
  /** The cells of a roster, by its columns. */
  readonly convert: (cells: Cells) => Cells;
}

const FORMATS: readonly Format[] = [
  // GitHub Classroom, "Download roster": github/classroom, app/models/roster_entry.rb (archived 2026)
  {
    columns: ['identifier', 'github_username', 'github_id'],
    login: 'github_username',
    convert: ({ identifier = '', name = '', github_id = '' }) => ({
      id: identifier,
      name: name || identifier,
      account_id: github_id,
    }),
  },
  // GitHub Classroom, "Download grades" of an assignment: docs.github.com, "Monitor students' progress" (2026)
  {
    columns: ['github_username', 'roster_identifier', 'student_repository_url'],
    login: 'github_username',
    convert: ({ roster_identifier = '', student_repository_url = '', github_username = '' }) => ({
      id: roster_identifier || github_username,
      name: roster_identifier || github_username,
      repository: student_repository_url.replace(/^https:\/\/[^/]+\//, '').replace(/(?:\.git)?\/?$/, ''),
    }),
  },
  // Classroom 50, students.csv: foundation50/classroom50, cli/gh-teacher/skeleton/README.md (2026-08)
  {
    columns: ['username', 'first_name', 'last_name', 'github_id'],
    login: 'username',
    convert: ({
      username = '',
      first_name = '',
      last_name = '',
      email = '',
      section = '',
      github_id = '',
    }) => ({
      id: email || username,
      name: `${first_name} ${last_name}`.trim() || username,
      section,
      account_id: github_id,
    }),
  },
];

const COLUMNS = ['login', 'name', 'id', 'section', 'repository', 'account_id'] as const;

/**
 * Read a class list of GitHub Classroom or of Classroom 50, or a roster of ours, whichever it is by the names of its columns.
 *
 * @param where names the file in messages
 * @throws {FivefoldError} `file/malformed`, as {@link parseRoster}
 */
export function readClassList(bytes: Uint8Array, where: string): ClassList {
  const [header, ...rows] = readRows(bytes, where);
  const names = header?.cells ?? [];
  const format = FORMATS.find(({ columns }) => columns.every((column) => names.includes(column)));
  if (!format) return { students: parseRoster(bytes, where), unlinked: [] };
  const people = rows.map((row) => {
    const cells = Object.fromEntries(names.map((name, i) => [name, row.cells[i] ?? '']));
    return { line: row.line, cells: { ...format.convert(cells), login: cells[format.login] ?? '' } as Cells };
  });
  const [linked, others] = [
    people.filter(({ cells }) => cells.login),
    people.filter(({ cells }) => !cells.login),
  ];
  const table: readonly Row[] = linked.map(({ line, cells }) => ({
    line,
    cells: COLUMNS.map((name) => cells[name] ?? ''),
  }));
  return {
    students: studentsOf(COLUMNS, table, where),
    unlinked: others.map(({ cells }) => cells.name || cells.id || 'somebody without a name'),
  };
}
