import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';

/** What the readers of our exports do with them, each in its own words: what is expected here was read in their code. */

/** foundation50/classroom50, schemas/result-v1.schema.json (commit 6e593c7), with the rules its description adds in prose. */
const ADDRESS = { type: 'string', minLength: 1 };
const COUNT = { type: 'integer', minimum: 0 };
const SECONDS = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$' };
const CLASSROOM50 = new Ajv2020().compile({
  type: 'object',
  additionalProperties: false,
  required: [
    ...['schema', 'classroom', 'assignment', 'assignment_type', 'owner', 'submission', 'commit', 'release'],
    ...['review', 'datetime', 'score', 'max-score', 'tests'],
  ],
  properties: {
    schema: { const: 'classroom50/result/v1' },
    classroom: ADDRESS,
    assignment: ADDRESS,
    assignment_type: { enum: ['individual', 'group', 'team'] }, // team: its runner.py, of August 2026
    owner: ADDRESS,
    submission: { type: 'string', pattern: '^submit/' },
    commit: ADDRESS,
    release: ADDRESS,
    review: ADDRESS,
    datetime: SECONDS,
    graded_at: SECONDS,
    score: COUNT,
    'max-score': COUNT,
    tests: {
      type: 'array',
      items: {
        type: 'object',
        required: ['test-name', 'passed', 'score', 'max-score'],
        properties: {
          'test-name': ADDRESS,
          passed: { type: 'boolean' },
          score: COUNT,
          'max-score': COUNT,
        },
      },
    },
  },
});

interface Classroom50Result {
  readonly score: number;
  readonly 'max-score': number;
  readonly tests: readonly { readonly score: number; readonly 'max-score': number }[];
}

/** What is wrong with a `result.json`. */
export function classroom50Faults(text: string): readonly string[] {
  const result = JSON.parse(text) as Classroom50Result;
  const faults = CLASSROOM50(result) ? [] : (CLASSROOM50.errors ?? []).map(({ message = '' }) => message);
  const isOver = (row: Pick<Classroom50Result, 'score' | 'max-score'>) => row.score > row['max-score'];
  return [...faults, ...([result, ...result.tests].some(isOver) ? ['a score is above its maximum'] : [])];
}

/** gradescope/autograder_samples, docs/specs.md, "Output format": every field it documents, and no other. */
const VISIBILITY = { enum: ['hidden', 'after_due_date', 'after_published', 'visible'] };
const FORMAT = { enum: ['text', 'html', 'simple_format', 'md', 'ansi'] };
const GRADESCOPE = new Ajv2020().compile({
  type: 'object',
  additionalProperties: false,
  required: ['score', 'tests'],
  properties: {
    score: { type: 'number' },
    execution_time: { type: 'number' },
    output: { type: 'string' },
    output_format: FORMAT,
    test_output_format: FORMAT,
    test_name_format: FORMAT,
    visibility: VISIBILITY,
    stdout_visibility: VISIBILITY,
    extra_data: { type: 'object' },
    tests: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          score: { type: 'number' },
          max_score: { type: 'number' },
          status: { enum: ['passed', 'failed'] },
          name: { type: 'string' },
          name_format: FORMAT,
          number: { type: 'string' },
          output: { type: 'string' },
          output_format: FORMAT,
          tags: { type: 'array', items: { type: 'string' } },
          visibility: VISIBILITY,
          extra_data: { type: 'object' },
        },
      },
    },
  },
});

export function gradescopeFaults(text: string): readonly string[] {
  return GRADESCOPE(JSON.parse(text)) ? [] : (GRADESCOPE.errors ?? []).map(({ message = '' }) => message);
}

interface RunnerResult {
  readonly status: string;
  readonly max_score?: number;
  readonly tests: readonly { readonly name: string; readonly status: string; readonly score?: number }[];
}

/**
 * What GitHub Classroom's reporter makes of the `result` of one autograder: does the job fail, and what are the points?
 * Source: classroom-resources/autograding-grading-reporter, src/main.js, src/notify-classroom.js
 */
export function reported(encoded: string): { failed: boolean; totalPoints: number; maxPoints: number } {
  const result = JSON.parse(Buffer.from(encoded, 'base64').toString('utf-8')) as RunnerResult;
  const maxPoints = result.max_score || 0;
  const totalPoints = maxPoints ? result.tests.reduce((sum, { score = 0 }) => sum + score, 0) : 0;
  return { failed: ['fail', 'error'].includes(result.status), totalPoints, maxPoints };
}

/** What a runner takes a printed line for. Source: actions/runner, `ActionCommand.TryParseV2` */
export function commandIn(line: string): { command: string; title?: string; message: string } | undefined {
  const [, command = '', title, message = ''] = /^::(\w+)(?: title=([^,:]*))?::(.*)$/.exec(line) ?? [];
  return command === '' ? undefined : { command, message, ...(title !== undefined && { title }) };
}

interface Imported {
  /** Titles of the assignments, with the id of an existing one where Canvas sees one. */
  readonly assignments: readonly {
    readonly title: string;
    readonly id?: string;
    readonly possible: string;
  }[];
  readonly students: readonly {
    readonly name: string;
    readonly login: string;
    readonly grades: readonly string[];
  }[];
}

const NO_ASSIGNMENT =
  /Current (?:Score|Points|Grade)|Final (?:Score|Points|Grade)|Override (?:Score|Grade|Status)/;

/**
 * What Canvas imports from a gradebook. Source: instructure/canvas-lms, lib/gradebook_importer.rb: `row_has_student_headers?`,
 * `update_column_count`, `last_student_info_column`, `parse_assignments`, `process_pp`, `process_student`
 */
export function importedByCanvas(text: string): Imported {
  const [head = [], ...rows] = parse(text) as string[][];
  const isGradebook = head.length > 3 && head[0]?.includes('Student') && head[1]?.includes('ID');
  const names = /SIS\s+Login\s+ID/.test(head[2] ?? '') ? 4 : 3;
  if (!isGradebook || !head[names - 1]?.includes('Section')) throw new Error('Invalid header row');
  const columns = head.slice(names).filter((title) => !NO_ASSIGNMENT.test(title));
  const possible = rows.find(([first]) => first?.includes('Points Possible')) ?? [];
  const students = rows.filter((row) => row !== possible);
  return {
    assignments: columns.map((column, i) => {
      const [, title = column, id] = /^(.*)\s\((\d+)\)$/.exec(column) ?? [];
      return { title, ...(id !== undefined && { id }), possible: possible[names + i] ?? '' };
    }),
    students: students.map(([name = '', , login = '', , ...grades]) => ({ name, login, grades })),
  };
}

/**
 * What Moodle imports, mapped as an instructor would: users by `username`, a new grade item for each exam, its feedback.
 * Source: moodle/moodle, grade/import/csv/classes/load_data.php: `insert_grade_record` refuses more than 100 points
 */
export function importedByMoodle(text: string): readonly Readonly<Record<string, string>>[] {
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  for (const row of rows) {
    for (const [column, cell] of Object.entries(row)) {
      const isGrade = !['username', 'email', 'idnumber'].includes(column) && !column.endsWith(': feedback');
      if (isGrade && cell !== '' && !(Number(cell) >= 0 && Number(cell) <= 100)) {
        throw new Error(`${column} of ${row.username}: ${cell} is no grade that Moodle takes`);
      }
    }
  }
  return rows;
}
