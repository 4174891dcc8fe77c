/**
 * Loaded into the action and the command line before they start (`--import`): they start workers of their own, which no
 * test sees. What leaks there is told on stderr, where the test's own watch finds it.
 */
import { importPlanted } from '../canary.ts';
import { LEAK_MARK, PLANTED, watchProcesses } from './processes.ts';

const planted = process.env[PLANTED];
if (planted !== undefined) {
  delete process.env[PLANTED];
  delete process.env.NODE_OPTIONS;
  importPlanted(planted);
  watchProcesses((leaks) => {
    for (const { name, where } of leaks) process.stderr.write(`${LEAK_MARK}${name}:${where}\n`);
  });
}
