import type { Leak } from '../canary.ts';

let leaks: Leak[] = [];

export function report(found: readonly Leak[]): void {
  leaks.push(...found);
}

/** What has leaked since this was last asked. */
export function takeLeaks(): readonly Leak[] {
  const taken = leaks;
  leaks = [];
  return taken;
}
