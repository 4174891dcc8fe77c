import type { Command } from 'commander';
import { vi } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit.ts';
import { toProblem } from '../../src/domain/errors.ts';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  /** What a person would be told of an error: its code and its message. */
  readonly complaint: string;
}

/** Run one command in this process, which is a hundred times quicker than in one of its own, and ends alike. */
export async function run(command: () => Command, ...args: string[]): Promise<Ended> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(`${line}\n`));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await command().exitOverride().parseAsync(args, { from: 'user' });
    return { status: Number(process.exitCode), stdout: lines.join(''), complaint: '' };
  } catch (error) {
    const { code, message } = toProblem(error);
    return { status: exitCodeOf(error), stdout: lines.join(''), complaint: `${message} [${code}]` };
  } finally {
    process.exitCode = before;
    log.mockRestore();
    write.mockRestore();
  }
}
