import { describe, expect, it } from 'vitest';
import { measureProcess } from '../../bench/process.ts';

const MIB = 1024 * 1024;

/** A program that starts another and waits for it, since what matters is done by processes of processes. */
function nested(script: string): readonly string[] {
  const inner = JSON.stringify(['-e', script]);
  return [
    '-e',
    `require('node:child_process').spawnSync(process.execPath, ${inner}); console.log('{"is":"done"}')`,
  ];
}

const burn = (ms: number) => `while (process.cpuUsage().user < ${ms} * 1000);`;
/** Held long enough that a sample falls into it. */
const hold = (bytes: number) => `globalThis.held = Buffer.alloc(${bytes}, 1); setTimeout(() => {}, 500);`;

describe.runIf(process.platform === 'linux')('what a process and its descendants take', () => {
  it('includes the processor time of descendants', async () => {
    const idle = await measureProcess(process.execPath, nested(''));
    const busy = await measureProcess(process.execPath, nested(burn(400)));
    expect(busy.report).toEqual({ is: 'done' });
    expect(busy.cpuMs).toBeGreaterThanOrEqual(400);
    expect(idle.cpuMs).toBeGreaterThan(0);
    expect(busy.cpuMs - idle.cpuMs).toBeGreaterThan(200);
  });

  it('includes the memory of descendants', async () => {
    const light = await measureProcess(process.execPath, nested(hold(1)));
    const heavy = await measureProcess(process.execPath, nested(hold(200 * MIB)));
    expect(heavy.peakBytes).toBeGreaterThan(200 * MIB);
    expect(heavy.peakBytes - light.peakBytes).toBeGreaterThan(150 * MIB);
    expect(heavy.peakBytes - light.peakBytes).toBeLessThan(300 * MIB);
  });

  it('says what a program that fails has complained of', async () => {
    const failing = measureProcess(process.execPath, [
      '-e',
      'console.error("no such model"); process.exit(3)',
    ]);
    await expect(failing).rejects.toThrow(/ended with 3:\nno such model/);
  });
});
