/** What a process and all that it starts take of the machine. Linux only: elsewhere the numbers are NaN. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux's clock tick, in which `/proc` counts processor time (`USER_HZ`, 100 on every architecture). */
const TICK_MS = 10;

/** Twenty samples of a second, unless a sample takes so long that it would be felt. */
const SAMPLE_MS = 50;
const MAX_SHARE = 0.05;

/** Processor time (user and system, in ms) of every process that this one has started, waited for, and theirs. */
export function spentByChildren(): number {
  // The name of the program, in parentheses, may hold anything: spaces too.
  const fields = read('/proc/self/stat').split(')').at(-1)?.trim().split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/** A process and its descendants, as far as they live. */
export function treeOf(pid: number): readonly number[] {
  const threads = list(`/proc/${pid}/task`);
  const children = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' '));
  return [pid, ...children.filter((child) => child !== '').flatMap((child) => treeOf(Number(child)))];
}

/** Memory of a tree in bytes: a page that several share counts once (PSS), where the system tells; else each one's own count. */
export function memoryOfTree(pid: number): number {
  return treeOf(pid).reduce((sum, each) => sum + memoryOf(each), 0);
}

function memoryOf(pid: number): number {
  const [, pss] = /^Pss: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? [];
  const [, rss] = pss ? [] : (/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? []);
  return Number(pss ?? rss ?? 0) * 1_024;
}

/** Sample the memory of a tree until told to stop; then its peak in bytes, or NaN where nothing could be seen. */
export function watchMemory(pid: number): () => number {
  let peak = Number.NaN;
  let timer: NodeJS.Timeout;
  const sample = () => {
    const start = performance.now();
    const used = memoryOfTree(pid);
    if (used > 0) peak = Math.max(used, Number.isNaN(peak) ? 0 : peak);
    timer = setTimeout(sample, Math.max(SAMPLE_MS, (performance.now() - start) / MAX_SHARE));
  };
  sample();
  return () => {
    clearTimeout(timer);
    return peak;
  };
}

/** What has ended in the meantime has no files any more. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
