import childProcess from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mintIdentity } from '../../src/hidden/index.ts';
import { leaksIn, leaksInJob, plant, plantSet } from '../canary.ts';
import { useGitHub } from '../github/world.ts';
import { takeLeaks } from './leaks.ts';

const SECRET = 'fivefold “canary” ~/ä?=';
const BYTES = Buffer.from(SECRET);
plant('text', 'secret', SECRET);
const LABELS = {
  dtype: 'int32',
  shape: [40],
  data: Int32Array.from({ length: 40 }, (_, i) => (i * i) % 7),
} as const;
const ROWS = {
  dtype: 'float32',
  shape: [40, 2],
  data: Float32Array.from({ length: 80 }, (_, i) => Math.sin(i)),
} as const;
plantSet('task', { inputs: ROWS, labels: LABELS });

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const names = () => takeLeaks().map(({ name }) => name);

describe('[T-26] a planted secret is found', () => {
  it.each([
    ['as it is', SECRET],
    ['in hex', hex(BYTES)],
    ['in capital hex', hex(BYTES).toUpperCase()],
    ['in base64', BYTES.toString('base64')],
    ['in base64 after one byte', Buffer.concat([Buffer.of(1), BYTES]).toString('base64')],
    ['in base64 after two bytes', Buffer.concat([Buffer.of(1, 2), BYTES]).toString('base64')],
    ['in base64 for addresses', BYTES.toString('base64url')],
    ['in an address', `?x=${encodeURIComponent(SECRET)}`],
    ['with every byte after a percent sign', `%${hex(BYTES).match(/../g)?.join('%')}`],
    ['in JSON', JSON.stringify({ text: SECRET })],
    ['in JSON in JSON', JSON.stringify([JSON.stringify(SECRET)]).slice(3)],
    ['as numbers', JSON.stringify([...BYTES])],
  ])('%s', (_how, text) => {
    expect(leaksIn(Buffer.from(`before ${text} after`), 'here')).toContainEqual({
      name: 'text',
      where: 'here',
    });
  });

  it.each([
    ['labels in memory', new Uint8Array(LABELS.data.buffer)],
    ['labels as bytes', Uint8Array.from(LABELS.data)],
    ['labels as text', Buffer.from(`[${LABELS.data.join(', ')}]`)],
    ['rows in base64', Buffer.from(Buffer.from(ROWS.data.buffer).toString('base64'))],
    ['rows as text', Buffer.from(JSON.stringify([...ROWS.data]))],
  ])('%s', (_what, bytes) => {
    expect(leaksIn(bytes, '')).not.toEqual([]);
  });

  it('an identity is, without having been planted', async () => {
    const { identity } = await mintIdentity();
    for (const text of [identity, Buffer.from(`a${identity}`).toString('base64'), hex(Buffer.from(identity))])
      expect(leaksIn(Buffer.from(`x=${text}`), 'here')).toContainEqual({ name: 'identity', where: 'here' });
  });

  it('and nothing else is', async () => {
    const { recipient } = await mintIdentity();
    const text = `An identity begins with AGE-SECRET-KEY-1; ${recipient}; fivefold canary; ghs_guess; 0,1,4,2,2,4,1`;
    expect(leaksIn(Buffer.from(text), '')).toEqual([]);
    expect(leaksIn(Buffer.from(Buffer.from(text).toString('base64')), '')).toEqual([]);
  });

  it('rows in a job are no leak, labels are', () => {
    expect(leaksInJob(new Uint8Array(ROWS.data.buffer), '')).toEqual([]);
    expect(leaksInJob(new Uint8Array(LABELS.data.buffer), '')).not.toEqual([]);
    expect(leaksInJob(new Uint8Array(Float32Array.from(LABELS.data).buffer), '')).not.toEqual([]);
  });
});

describe('[T-26] wherever it leaves, it is noticed:', () => {
  const github = useGitHub();
  const folder = mkdtempSync(join(tmpdir(), 'fivefold-canary-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A program of ours, by where it lies. */
  function program(path: string, text: string): string {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  async function run(
    file: string,
    options: childProcess.SpawnOptions = {},
    ...job: Uint8Array[]
  ): Promise<void> {
    const child = childProcess.spawn(process.execPath, [file], { env: {}, ...options });
    for (const chunk of job) child.stdin?.write(chunk);
    child.stdin?.end();
    await once(child, 'close');
  }

  const printing = (text: string) => `process.stdout.write(${JSON.stringify(text)})`;

  it('nothing, where nothing leaks: the control case', async () => {
    await run(program('quiet/dist/action.js', printing('fine')));
    expect(names()).toEqual([]);
  });

  it('what the action prints, and not what it asks the runner to hide', async () => {
    await run(program('a/dist/action.js', printing(SECRET)));
    expect(names()).toEqual(['text']);
    await run(program('b/dist/action.js', printing(`::add-mask::${SECRET}\n`)));
    expect(names()).toEqual([]);
  });

  it('what the command line prints', async () => {
    childProcess.spawnSync(process.execPath, [
      program('dist/cli.js', `console.error(${JSON.stringify(hex(BYTES))})`),
    ]);
    expect(names()).toEqual(['text']);
  });

  it('a key that was minted a moment ago, which nobody planted', async () => {
    const { identity } = await mintIdentity();
    await run(program('c/dist/action.js', printing(identity)));
    expect(names()).toContain('identity');
  });

  it.each(['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'])('%s', async (name) => {
    const file = join(folder, name);
    const write = `require('fs').writeFileSync(process.env.${name}, ${JSON.stringify(SECRET)})`;
    await run(program('d/dist/action.js', write), { env: { [name]: file } });
    expect(names()).toEqual(['text']);
  });

  it("a worker's environment", async () => {
    await run(program('dist/worker.js', ''), { env: { KEY: SECRET } });
    expect(names()).toContain('text');
  });

  it("a worker's job, across two chunks as well", async () => {
    const bytes = new Uint8Array(LABELS.data.buffer);
    await run(program('dist/worker.js', ''), {}, bytes);
    expect(names()).toContain('labels of task');
    await run(program('dist/worker.js', ''), {}, bytes.subarray(0, 50), bytes.subarray(50));
    expect(names()).toContain('labels of task');
  });

  it("the job of a worker's that the action starts", async () => {
    const worker = JSON.stringify(program('dist/worker.js', ''));
    const text = `require('child_process').spawn(process.execPath, [${worker}], {env: {KEY: ${JSON.stringify(SECRET)}}})`;
    await run(program('e/dist/action.js', text));
    expect(takeLeaks()).toContainEqual({ name: 'text', where: "a worker's environment" });
  });

  it('a request to GitHub, its body and its address', async () => {
    await fetch(`${github().url}/user`, { method: 'POST', body: JSON.stringify({ body: SECRET }) });
    await fetch(`${github().url}/user?text=${encodeURIComponent(SECRET)}`);
    github().takeViolations();
    expect(names()).toEqual(['text', 'text']);
  });

  it('a token anywhere but in its header', async () => {
    const token = github().userToken('ada');
    await fetch(`${github().url}/user`, { headers: { authorization: `token ${token}` } });
    expect(names()).toEqual([]);
    await fetch(`${github().url}/user?access_token=${token}`);
    github().takeViolations();
    expect(names()).toContain('token');
  });

  it('the console', () => {
    console.log('a scorecard of %s', SECRET);
    expect(names()).toEqual(['text']);
  });
});
