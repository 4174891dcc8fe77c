import { fork } from 'node:child_process';
import type { Message } from './child.ts';

/** A slice of the damaged inputs of one reader. */
export interface Batch {
  readonly reader: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** What came of it. Each defect says what it takes to see it again. */
export interface Report {
  readonly executions: number;
  readonly refused: number;
  readonly crashes: readonly string[];
  readonly hangs: readonly string[];
  readonly leaks: readonly string[];
}

/** A hundred inputs take a few milliseconds. */
const STILL_MS = 60_000;
/** What a process may have gained after tens of thousands of inputs: caches, compiled code. */
const MAX_GROWTH_BYTES = 64 * 1024 ** 2;

/** One process for the whole slice; one that stands still or dies ends its slice, and is a defect. */
export function runBatch({ reader, seed, from, to }: Batch): Promise<Report> {
  const child = fork(new URL('./child.ts', import.meta.url), [reader, seed, from, to].map(String), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
  });
  const crashes: string[] = [];
  const hangs: string[] = [];
  const leaks: string[] = [];
  let at = from;
  let done: Extract<Message, { kind: 'done' }> | undefined;
  const again = (index: number) =>
    `see it again: node tests/fuzz/child.ts '${reader}' ${seed} ${index} ${index + 1}`;
  const stop = () => {
    hangs.push(`${reader} stands still after ${at}\n  ${again(at)}, and the next 100`);
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(stop, STILL_MS);
  child.on('message', (message: Message) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(stop, STILL_MS);
    if (message.kind === 'at') at = message.index;
    else if (message.kind === 'defect')
      crashes.push(`${reader}: ${message.error}\n  ${again(message.index)}`);
    else done = message;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      if (!done && hangs.length === 0)
        crashes.push(`${reader} ended with ${code ?? signal} after ${at}\n  ${again(at)}`);
      const { read = 0, refused = 0, grownBytes = 0 } = done ?? {};
      if (grownBytes > MAX_GROWTH_BYTES) leaks.push(`${reader} keeps ${grownBytes} bytes`);
      resolve({ executions: read + refused, refused, crashes, hangs, leaks });
    });
  });
}
