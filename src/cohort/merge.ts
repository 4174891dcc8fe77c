import { type Problem, toProblem } from '../domain/errors.ts';
import type { Classroom } from './classroom.ts';
import { fold } from './fold.ts';
import type { Result } from './grade.ts';
import { BOOK_PATH, bookOf, type Line, lineOf } from './gradebook.ts';
import { type Holder, isUnfinished, Writer } from './lease.ts';
import { LEASE_MS, MAX_UNWRITTEN_MS, MAX_UNWRITTEN_STUDENTS } from './limits.ts';
import { recordsIn } from './plan.ts';
import { type Posting, post } from './post.ts';
import { bucketOf, bucketPath, type StudentRecord, writeBucket } from './record.ts';
import { type CourseExam, hasNews } from './replay.ts';
import type { Tip } from './results.ts';
import type { Student } from './student.ts';

export interface Merging {
  readonly course: CourseExam;
  readonly classroom: Classroom;
  readonly roster: readonly Student[];
  readonly tip: Tip;
  readonly holder: Holder;
  readonly posting: Posting;
  /** Told of each student whose record is written and posted. */
  readonly done?: (record: StudentRecord) => void;
}

export interface Merged {
  readonly written: number;
  readonly posted: number;
  /** Students whose repositories did not take what was to be posted; the next sweep tries again. */
  readonly unposted: readonly { readonly student: string; readonly problem: Problem }[];
  readonly tip: Tip;
}

/**
 * Enter results into the records, commit them, and only then tell the students: whoever is told has it on record. What was posted
 * is committed with the next ones. Killed between any two of these steps, the next sweep sees what is missing and looks before it
 * writes.
 *
 * @throws {FivefoldError} `cohort/busy`, `cohort/overtaken`, `cohort/records-damaged`, `github/*`
 */
export async function mergeResults(results: AsyncIterable<Result>, merging: Merging): Promise<Merged> {
  const merge = new Merge(await Writer.open(merging.tip, merging.holder), merging);
  try {
    for await (const result of results) await merge.add(result);
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
  /** Students whose records are not committed yet, and whether what is to be posted of them may be there already. */
  readonly #fresh = new Map<string, boolean>();
  #isDirty = false;
  #written = 0;
  #posted = 0;
  readonly #unposted: Merged['unposted'][number][] = [];

  constructor(writer: Writer, merging: Merging) {
    this.#writer = writer;
    this.#merging = merging;
    this.#students = new Map(merging.roster.map((student) => [student.id, student]));
  }

  async add(result: Result): Promise<void> {
    const student = this.#students.get(result.student);
    if (!student) return;
    const records = await this.#bucketOf(student.id);
    const { course, tip } = this.#merging;
    const before = records.get(student.id);
    const record = fold(before, result, student, course, tip.readAt);
    records.set(student.id, record);
    this.#fresh.set(student.id, this.#mayBeThere(before, record));
    this.#isDirty = true;
    const isFull = this.#fresh.size >= MAX_UNWRITTEN_STUDENTS || this.#writer.silentMs > MAX_UNWRITTEN_MS;
    if (isFull) await this.#flush();
  }

  async finish(): Promise<Merged> {
    await this.#flush();
    const changes = this.#changes();
    const { roster, course } = this.#merging;
    changes.set(BOOK_PATH, bookOf(roster, await this.#lines(), course));
    await this.#writer.close(changes, `Grade ${this.#written} students`);
    return { written: this.#written, posted: this.#posted, unposted: this.#unposted, tip: this.#writer.tip };
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

  /** Commit, then post. What was posted stays uncommitted until the next commit, with the buckets it belongs to. */
  async #flush(): Promise<void> {
    if (!this.#isDirty) return;
    await this.#writer.write(this.#changes(), `Grade ${this.#fresh.size} students`);
    this.#written += this.#fresh.size;
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    const kept = new Set<string>();
    for (const [student, mayBeThere] of fresh) {
      if (await this.#postOne(student, mayBeThere)) kept.add(bucketOf(student));
    }
    for (const bucket of this.#open.keys()) if (!kept.has(bucket)) this.#open.delete(bucket);
    this.#isDirty = kept.size > 0;
  }

  /** @returns whether there is something new to commit */
  async #postOne(student: string, mayBeThere: boolean): Promise<boolean> {
    const records = await this.#bucketOf(student);
    const record = records.get(student);
    if (!record) return false;
    this.#merging.done?.(record);
    if (!hasNews(record)) return false;
    if (this.#writer.silentMs > LEASE_MS / 2) await this.#writer.write(new Map(), 'Go on');
    try {
      const posted = await post(record, this.#merging.posting, mayBeThere);
      records.set(student, { ...record, posted });
      this.#posted += 1;
      return true;
    } catch (error) {
      this.#unposted.push({ student, problem: toProblem(error) });
      return false;
    }
  }

  #changes(): Map<string, string> {
    return new Map(
      [...this.#open].map(([bucket, records]) => [bucketPath(bucket), writeBucket(records.values())]),
    );
  }

  /** Of everybody, from the branch as it is now and what is not committed yet; one bucket in memory at a time. */
  async #lines(): Promise<ReadonlyMap<string, Line>> {
    const { roster, classroom } = this.#merging;
    const lines = new Map<string, Line>();
    for (const [bucket, students] of Map.groupBy(roster, ({ id }) => bucketOf(id))) {
      const records = this.#open.get(bucket) ?? (await recordsIn(this.#writer.tip, bucket));
      for (const student of students) {
        const record = records.get(student.id);
        const line = record && lineOf(record, student, classroom);
        if (line) lines.set(student.id, line);
      }
    }
    return lines;
  }
}
