import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_SETS_AT_ONCE, SHARED_JOBS, SHARED_SILENCE } from '../domain/limits.ts';
import type { PredictionOutcome } from '../domain/prediction.ts';
import type { InputTensor } from '../domain/tensor.ts';
import { FormatError } from '../formats/format-error.ts';
import { Channel } from './channel.ts';
import { JOB_BYTES, MAGIC, STILL_AT_IT } from './frame.ts';
import { collectGarbage } from './garbage.ts';
import { type Job, rowsOf } from './host.ts';
import { encodeJob } from './job.ts';
import { end, endingOf, watchMemory } from './life.ts';
import type { SandboxLimits, Worker } from './process.ts';
import { receiveOneOf } from './result.ts';
import { Turns } from './turns.ts';

/** A model that the worker has, or is being sent, and has not answered for. */
interface Pending {
  readonly rows: number;
  readonly output: Job['output'];
  readonly bytes: number;
  readonly answered: PromiseWithResolvers<PredictionOutcome | undefined>;
}

/** How often silence is measured. */
const SILENCE_POLL_MS = 100;

/**
 * The life of one process that several models share. It answers for a model, or it is over for all that it has not answered
 * for; why, nobody has to know, since each of them is then tried alone.
 */
export class Session {
  readonly #worker: Worker;
  readonly #limits: SandboxLimits;
  readonly #channel: Channel;
  readonly #pending = new Map<number, Pending>();
  readonly #opening = new Turns(MAX_SETS_AT_ONCE);
  readonly #writing = new Turns(1);
  readonly #over = new AbortController();
  #sent = 0;
  #lastWord = performance.now();
  /** When there was an answer, or something new to be answered. */
  #lastNews = performance.now();

  private constructor(worker: Worker, limits: SandboxLimits, channel: Channel) {
    this.#worker = worker;
    this.#limits = limits;
    this.#channel = channel;
    worker.job.on('error', () => {});
  }

  /**
   * A session with a worker that has said it lives.
   *
   * @returns how the worker has ended where it said nothing at all: its exit code, if it had one
   */
  static async begin(
    worker: Worker,
    limits: SandboxLimits,
  ): Promise<Session | { readonly code: number | undefined }> {
    const ending = endingOf(worker);
    const channel = new Channel(worker.answer);
    const late = setTimeout(() => end(worker), limits.timeoutMs * SHARED_SILENCE);
    const isAlive = await channel.take(MAGIC.length).then(
      () => true,
      () => false,
    );
    clearTimeout(late);
    if (!isAlive) return { code: (await ending).code ?? undefined };
    const session = new Session(worker, limits, channel);
    session.#watch();
    return session;
  }

  /**
   * Run a model, beside those that were asked for before and after.
   *
   * @returns nothing where the process has ended, or says what it would not say of a model that has it to itself
   */
  async predict(job: Job): Promise<PredictionOutcome | undefined> {
    const answered = Promise.withResolvers<PredictionOutcome | undefined>();
    const failure = await this.#opening.take(async () => {
      if (this.#over.signal.aborted) return answered.resolve(undefined);
      try {
        const inputs = await rowsOf(job);
        // What they were unpacked from is needed no more.
        collectGarbage(inputs.data.length * Float32Array.BYTES_PER_ELEMENT);
        await this.#writing.take(() => this.#send({ ...job, inputs }, answered));
      } catch (cause) {
        return { kind: 'failed', cause } as const;
      }
    });
    return failure ?? answered.promise;
  }

  /** End the process, whatever it does. */
  async close(): Promise<void> {
    this.#over.abort();
    for (const { answered } of this.#pending.values()) answered.resolve(undefined);
    this.#pending.clear();
    await end(this.#worker);
  }

  async #send(job: Job & { readonly inputs: InputTensor }, answered: Pending['answered']): Promise<void> {
    const { output } = job;
    const chunks = encodeJob(job);
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    await this.#roomFor(bytes);
    if (this.#over.signal.aborted) return answered.resolve(undefined);
    const [rows = 0] = job.inputs.shape;
    this.#pending.set(this.#sent++, { rows, output, bytes, answered });
    this.#news();
    for (const chunk of chunks) await this.#write(chunk);
    this.#news();
    // Once those have let go of the rows who are waiting for this to end.
    setImmediate(collectGarbage, bytes);
  }

  /** Resolved when it is gone. A worker that has died closes its stdin; that it has is found out by those who listen. */
  #write(chunk: Uint8Array): Promise<unknown> {
    return new Promise((resolve) => this.#worker.job.write(chunk, resolve));
  }

  /** Wait until the worker has so little to do that it may have more. Without anything, it may have whatever there is. */
  async #roomFor(bytes: number): Promise<void> {
    const most = this.#limits.memoryBytes * SHARED_JOBS;
    while (this.#pending.size > 0) {
      const pending = [...this.#pending.values()];
      if (pending.reduce((sum, job) => sum + job.bytes, bytes) <= most) return;
      await Promise.race(pending.map(({ answered }) => answered.promise));
    }
  }

  /** Until the first of its bounds is met, or it ends, or says what it should not. */
  #watch(): void {
    const { signal } = this.#over;
    const bounds = [
      this.#listen(),
      this.#watchSilence(signal),
      watchMemory(this.#worker, this.#limits.memoryBytes, signal),
      once(this.#worker.process, 'exit', { signal }),
    ];
    Promise.race(bounds)
      .catch(() => {})
      .finally(() => this.close());
  }

  async #listen(): Promise<never> {
    for (;;) {
      const number = numberIn(await this.#channel.take(JOB_BYTES));
      this.#lastWord = performance.now();
      if (number === STILL_AT_IT) continue;
      const pending = this.#pending.get(number);
      if (pending === undefined) throw new FormatError(`an answer for ${number}, which nobody has asked for`);
      const outcome = await receiveOneOf(this.#channel, pending.rows, pending.output);
      this.#pending.delete(number);
      this.#news();
      pending.answered.resolve(standsFor(outcome) ? outcome : undefined);
    }
  }

  #news(): void {
    this.#lastWord = this.#lastNews = performance.now();
  }

  /** Without a word for long, or with words and without an answer for longer than all of them could take alone. */
  async #watchSilence(signal: AbortSignal): Promise<void> {
    const { timeoutMs } = this.#limits;
    const isSilent = () => {
      const [now, models] = [performance.now(), this.#pending.size];
      if (models === 0) return false;
      return now - this.#lastWord > timeoutMs * SHARED_SILENCE || now - this.#lastNews > timeoutMs * models;
    };
    while (!isSilent()) await sleep(SILENCE_POLL_MS, undefined, { signal });
  }
}

/** Memory and failures may be a neighbour's doing. Predictions are not, nor is what is wrong with a file or its shapes. */
function standsFor(outcome: PredictionOutcome): boolean {
  if (outcome.kind === 'rejected') return outcome.problem.code !== 'model/too-large';
  return outcome.kind === 'predicted';
}

function numberIn(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint32(0, true);
}
