/** A worker that may have threads: the probe, from inside of one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

await once(new Worker(new URL('./probe.ts', import.meta.url)), 'exit');
