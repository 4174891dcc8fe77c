/** A worker whose kernels compute other bits with V8's help: run by the tests in the worker's place. Without it, the real one. */
import { UNPROVEN } from '../../src/sandbox/exit.ts';

if (process.argv.includes('--revectorise')) process.exit(UNPROVEN);
await import('../../src/sandbox/worker.ts');
