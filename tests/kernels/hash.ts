/** Prints the hash of what the kernels compute, in a process that was given flags of V8's. */
import { compileKernels, instantiate, Workspace } from '../../src/kernels/index.ts';
import { hashOfResults } from '../../src/kernels/self-test.ts';

console.log(hashOfResults(instantiate(await compileKernels(), new Workspace().memory)));
