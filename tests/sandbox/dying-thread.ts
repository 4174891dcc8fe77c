/** A thread that takes rows and never gives them back. Run by the tests in the place of `thread.ts`. */
import { parentPort } from 'node:worker_threads';

parentPort?.once('message', () => process.exit(1));
