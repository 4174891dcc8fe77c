import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { pythonVersions } from './python.ts';

/** Where figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Processes that wanted a core in the minute before the benchmark began: of ours none, so more than a few make wall times untrue. */
  readonly load: number;
  /** Of Node, and of what the peer consists of. */
  readonly versions: Readonly<Record<string, string>>;
}

export async function machineHere(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round(loadavg()[0] ?? 0),
    versions: { node: process.version, ...(await pythonVersions()) },
  };
}
