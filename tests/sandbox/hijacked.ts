/**
 * A shared worker that one of its models has taken over: it does what the path of that model names. Run by the tests in the
 * worker's place. A worker that has a model to itself is the real one.
 */
import { writeSync } from 'node:fs';
import { encodeFrame, MAGIC, STILL_AT_IT } from '../../src/sandbox/frame.ts';
import { receiveJob } from '../../src/sandbox/job.ts';
import { Stdin } from '../../src/sandbox/stdin.ts';

const MIB = 2 ** 20;

function send(...chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) {
    for (let sent = 0; sent < chunk.length; ) sent += writeSync(3, chunk, sent);
  }
}

function sendFor(job: number, result: object): void {
  send(new Uint8Array(Uint32Array.of(job).buffer), ...encodeFrame(result, []));
}

/** Of every submission in the tests; all of them have arrived when one attacks. */
const MODELS = 2;
const kept: Uint8Array[] = [];

const ATTACKS: Readonly<Record<string, () => void>> = {
  die: () => process.abort(),
  hang: () => {
    for (;;) Math.random();
  },
  'eat memory': () => {
    for (;;) kept.push(new Uint8Array(16 * MIB).fill(1));
  },
  'pretend to compute': () => {
    setInterval(() => send(new Uint8Array(Uint32Array.of(STILL_AT_IT).buffer)), 100);
  },
  'answer garbage': () => send(new Uint8Array(4 * MIB).fill(0x7b)),
  'answer for nobody': () => sendFor(99, { kind: 'exhausted' }),
  'exhaust everybody': () => {
    for (let job = 0; job < MODELS; job++) sendFor(job, { kind: 'exhausted' });
  },
};

async function serve(): Promise<void> {
  const stdin = new Stdin();
  const jobs = [];
  send(MAGIC);
  while (!(await stdin.ended())) {
    jobs.push(await receiveJob(stdin));
    const attack = jobs.map(({ model }) => ATTACKS[model.path]).find((known) => known !== undefined);
    if (attack && jobs.length === MODELS) attack();
  }
}

if (process.argv.some((argument) => argument.startsWith('--threads'))) await serve();
else await import('../../src/sandbox/worker.ts');
