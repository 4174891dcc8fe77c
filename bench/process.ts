import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { spentByChildren, watchMemory } from './tree.ts';

/** What one run of a program took, with everything that it started. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** Run a program that prints one JSON object, alone; give that object, and what the process and its descendants took. */
export async function measureProcess<T>(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Cost & { report: T }> {
  const spent = spentByChildren();
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const peak = watchMemory(child.pid ?? 0);
  const [output, complaints, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]).finally(peak);
  const wallMs = performance.now() - start;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${complaints.slice(-2_000)}`);
  const cost = { wallMs, cpuMs: spentByChildren() - spent, peakBytes: peak() };
  return { ...cost, report: JSON.parse(output) as T };
}
