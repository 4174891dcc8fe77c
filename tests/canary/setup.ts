/** Runs before every test file: whatever of a planted secret leaves during a test, fails it. */
import { subscribe } from 'node:diagnostics_channel';
import { format } from 'node:util';
import { afterAll, afterEach, expect } from 'vitest';
import { type Incoming, REQUESTS } from '../../scripts/loopback/http.ts';
import { exportPlanted, leaksIn } from '../canary.ts';
import { report, takeLeaks } from './leaks.ts';
import { PLANTED, watchProcesses } from './processes.ts';

const CHILD = new URL('./child.ts', import.meta.url);

watchProcesses(report, () => ({ NODE_OPTIONS: `--import ${CHILD}`, [PLANTED]: exportPlanted() }));

/** All of a request but the token that it has to bring. */
subscribe(REQUESTS, (message) => {
  const { method, path, query, headers, body } = message as Incoming;
  const { authorization: _, ...others } = headers;
  const head = `${method} ${path}?${query} ${JSON.stringify(others)}`;
  report([...leaksIn(Buffer.from(head), head), ...leaksIn(body, `${method} ${path}`)]);
});

for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  const print = console[level];
  console[level] = (...what: unknown[]) => {
    report(leaksIn(Buffer.from(format(...what)), `console.${level}`));
    print(...what);
  };
}

const failOnLeak = () => expect(takeLeaks(), 'secrets that left').toEqual([]);
afterEach(failOnLeak);
afterAll(failOnLeak);
