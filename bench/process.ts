import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Run a program that prints one JSON object, and give that object and the wall-clock time of the whole process. */
export async function measureProcess<T>(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ wallMs: number; report: T }> {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, complaints, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  const wallMs = performance.now() - start;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${complaints.slice(-2_000)}`);
  return { wallMs, report: JSON.parse(output) as T };
}
