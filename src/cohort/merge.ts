import { setTimeout as sleep } from 'node:timers/promises';
import { type Problem, toProblem } from '../domain/errors.ts';
import type { Classroom } from './classroom.ts';
import { fold } from './fold.ts';
import type { Result } from './grade.ts';
import { BOOK_PATH, bookOf, type Line, linesOf } from './gradebook.ts';
import { type Holder, isUnfinished, Writer } from './lease.ts';
import { LEASE_MS, MAX_UNWRITTEN_MS, MAX_UNWRITTEN_STUDENTS } from './limits.ts';
import { recordsIn } from './plan.ts';
import { type Posting, post } from './post.ts';
import { bucketOf, bucketPath, type StudentRecord, writeBucket } from './record.ts';
import { type CourseExam, hasNews } from './replay.ts';
import type { Changes, Tip } from './results.ts';
import type { Student } from './student.ts';

export interface Merging {
  readonly course: CourseExam;
  readonly classroom: Classroom;
  readonly roster: readonly Student[];
  readonly tip: Tip;
  readonly holder: Holder;
  readonly posting: Posting;
  /** How often the right to write is renewed while GitHub lets us wait, in milliseconds. */
  readonly renewMs?: number;
}

export interface Merged {
  readonly written: number;
  readonly posted: number;
  /** Students whose repositories did not take what was to be posted; the next sweep tries again. */
  readonly unposted: readonly { readonly student: string; readonly problem: Problem }[];
  readonly tip: Tip;
}

/**
 * Enter results into the records and commit them with the gradebook, and only then tell the students: whoever is told has it on
 * record, and nobody's result waits for GitHub to let somebody else be told. What was posted is committed as it goes. Killed between
 * any two of these steps, the next sweep sees what is missing and looks before it writes.
 *
 * @throws {FivefoldError} `cohort/busy`, `cohort/overtaken`, `cohort/records-damaged`, `github/*`
 */
export async function mergeResults(results: AsyncIterable<Result>, merging: Merging): Promise<Merged> {
  const merge = new Merge(await Writer.open(merging.tip, merging.holder), merging);
  try {
    for await (const result of results) await merge.enter(result);
  } catch (error) {
    // What was graded so far is kept, if that can be, and the branch left to others; the news is what went wrong.
    await merge.finish().catch(() => {});
    throw error;
  }
  return merge.finish();
}

class Merge {
  readonly #writer: Writer;
  readonly #merging: Merging;
  readonly #students: ReadonlyMap<string, Student>;
  /** Buckets that are being changed. */
  readonly #open = new Map<string, Map<string, StudentRecord>>();
  /** Students with something in these that is not committed yet. */
  readonly #fresh = new Set<string>();
  /** Students who are to be told, and whether what is to be posted of them may be there already. */
  readonly #untold = new Map<string, boolean>();
  #written = 0;
  #posted = 0;
  readonly #unposted: Merged['unposted'][number][] = [];

  constructor(writer: Writer, merging: Merging) {
    this.#writer = writer;
    this.#merging = merging;
    this.#students = new Map(merging.roster.map((student) => [student.id, student]));
  }

  async enter(result: Result): Promise<void> {
    const student = this.#students.get(result.student);
    if (!student) return;
    const records = await this.#bucketOf(student.id);
    const { course, tip } = this.#merging;
    const before = records.get(student.id);
    const record = fold(before, result, student, course, tip.readAt);
    this.#written += 1;
    if (hasNews(record)) this.#untold.set(student.id, this.#mayBeThere(before, record));
    await this.#set(records, record, `Grade ${this.#fresh.size + 1} students`);
  }

  async finish(): Promise<Merged> {
    const book = new Map([[BOOK_PATH, await this.#book()]]);
    if (this.#untold.size > 0) await this.#write(`Grade ${this.#written} students`, book);
    for (const [student, mayBeThere] of this.#untold) await this.#tell(student, mayBeThere);
    const last = this.#untold.size > 0 ? this.#changes() : new Map([...this.#changes(), ...book]);
    await this.#writer.close(last, `Graded ${this.#written} students, told ${this.#posted}`);
    return { written: this.#written, posted: this.#posted, unposted: this.#unposted, tip: this.#writer.tip };
  }

  /** Change a record; every now and then, what was changed is committed. */
  async #set(records: Map<string, StudentRecord>, record: StudentRecord, message: string): Promise<void> {
    records.set(record.student, record);
    this.#fresh.add(record.student);
    const isFull = this.#fresh.size >= MAX_UNWRITTEN_STUDENTS || this.#writer.silentMs > MAX_UNWRITTEN_MS;
    if (isFull) await this.#write(message);
  }

  async #write(message: string, others: Changes = new Map()): Promise<void> {
    await this.#writer.write(new Map([...this.#changes(), ...others]), message);
    this.#open.clear();
    this.#fresh.clear();
  }

  async #bucketOf(student: string): Promise<Map<string, StudentRecord>> {
    const bucket = bucketOf(student);
    const known = this.#open.get(bucket);
    if (known) return known;
    const records = new Map(await recordsIn(this.#writer.tip, bucket));
    this.#open.set(bucket, records);
    return records;
  }

  /** A sweep that ends has written down what it posted. One that was killed, and one whose branch was deleted, has not. */
  #mayBeThere(before: StudentRecord | undefined, { card }: StudentRecord): boolean {
    const { tip } = this.#merging;
    if (!tip.commit || isUnfinished(tip)) return true;
    const head = card?.submission?.head.sha;
    return (
      before !== undefined && (hasNews(before) || before.attempts.some((attempt) => attempt.head === head))
    );
  }

  async #tell(student: string, mayBeThere: boolean): Promise<void> {
    const records = await this.#bucketOf(student);
    const record = records.get(student);
    if (!record) return;
    const posting = post(record, this.#merging.posting, mayBeThere).then(
      (posted) => ({ posted }),
      (error: unknown) => ({ problem: toProblem(error) }),
    );
    const ended = await this.#keeping(posting);
    if ('problem' in ended) {
      this.#unposted.push({ student, problem: ended.problem });
      return;
    }
    this.#posted += 1;
    await this.#set(records, { ...record, ...ended }, `Tell ${this.#fresh.size + 1} students`);
  }

  /** GitHub may let us wait for the better part of an hour; the branch stays ours meanwhile. */
  async #keeping<T>(work: Promise<T>): Promise<T> {
    const { renewMs = LEASE_MS / 3 } = this.#merging;
    const ended = new AbortController();
    const end = () => ended.abort();
    work.then(end, end);
    while (!ended.signal.aborted) {
      const isWaiting = await sleep(renewMs, true, { signal: ended.signal }).catch(() => false);
      if (isWaiting) await this.#writer.write(new Map(), 'Go on');
    }
    return work;
  }

  #changes(): Map<string, string> {
    return new Map(
      [...this.#open].map(([bucket, records]) => [bucketPath(bucket), writeBucket(records.values())]),
    );
  }

  /** Of everybody, from the branch as it is now and what is not committed yet; one bucket in memory at a time. */
  async #book(): Promise<string> {
    const { roster, classroom, course } = this.#merging;
    const lines = new Map<string, Line>();
    for (const [bucket, students] of Map.groupBy(roster, ({ id }) => bucketOf(id))) {
      const records = this.#open.get(bucket) ?? (await recordsIn(this.#writer.tip, bucket));
      for (const [id, line] of linesOf(students, records, classroom)) lines.set(id, line);
    }
    return bookOf(roster, lines, course);
  }
}
