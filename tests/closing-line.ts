import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** How many tests ended in which way. */
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * A vitest reporter whose one line, `N passed, N failed, N skipped`, ends the output for people and scripts. A file
 * that cannot be loaded and an error outside every test count as failures: the line must not look better than the run.
 */
export function closingLine(write: (line: string) => void = (line) => process.stdout.write(line)): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors, reason) {
      const line = format(count(modules, unhandledErrors.length));
      // At exit, because other reporters and vitest itself may still have something to say.
      if (reason !== 'interrupted') process.once('exit', () => write(`${line}\n`));
    },
  };
}

export function count(modules: readonly TestModule[], errorsOutsideTests: number): Tally {
  const tally = { passed: 0, failed: errorsOutsideTests, skipped: 0 };
  for (const module of modules) {
    tally.failed += module.errors().length;
    for (const test of module.children.allTests()) tally[stateOf(test)]++;
  }
  return tally;
}

export function format({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A test that was still pending when the run ended did not pass. */
function stateOf(test: TestCase): keyof Tally {
  const { state } = test.result();
  return state === 'pending' ? 'failed' : state;
}
