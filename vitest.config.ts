import { defineConfig } from 'vitest/config';
import { closingLine } from './tests/closing-line.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: process.env.FIVEFOLD_ENGINE === 'native' ? ['tests/native.ts'] : [],
    reporters: ['default', closingLine()],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
