import { defineConfig } from 'vitest/config';
import { closingLine } from './tests/closing-line.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: [
      'tests/canary/setup.ts',
      ...(process.env.FIVEFOLD_ENGINE === 'native' ? ['tests/native.ts'] : []),
    ],
    reporters: ['default', closingLine()],
    // One for each core: most of these tests wait for a process of their own, so the core that Vitest would spare idles.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
