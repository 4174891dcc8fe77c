/** What a worker can do: tries everything it should not, and tells. Run by the tests in the worker's place. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

function attempt(work: () => unknown): string {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

const findings = {
  environment: Object.keys(process.env),
  readPasswd: attempt(() => readFileSync('/etc/passwd')),
  readParentEnvironment: attempt(() => readFileSync(`/proc/${process.ppid}/environ`)),
  write: attempt(() => writeFileSync('/tmp/fivefold-probe', '')),
  childProcess: attempt(() => spawnSync('true')),
  thread: attempt(() => new Worker('', { eval: true })),
  addon: attempt(() => process.dlopen({ exports: {} } as NodeJS.Module, '/nowhere.node')),
};
writeSync(3, JSON.stringify(findings));
