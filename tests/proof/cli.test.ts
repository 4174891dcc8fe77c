import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateCommand } from '../../src/cli/certificate.ts';
import { keygenCommand } from '../../src/cli/keygen.ts';
import { verifyCommand } from '../../src/cli/verify.ts';
import { examYaml } from '../../src/generate/index.ts';
import { prove } from '../../src/proof/index.ts';
import { fivefold, freshFolder } from '../init/command.ts';
import { run } from './command.ts';
import { AROUND, cardOf, type Keys, proofOf } from './made.ts';

let folder: string;
let keys: Keys;
const path = (name: string) => join(folder, name);
const verify = (file: string, ...args: string[]) =>
  run(verifyCommand, path(file), '--keys', path('keys.json'), ...args);

/** Exam keys, made by the command, and a comment signed with them. */
beforeAll(async () => {
  folder = freshFolder();
  const minted = await run(keygenCommand, '--signing', '-o', path('signing-key.json'));
  writeFileSync(path('keys.json'), minted.stdout);
  keys = { signing: readFileSync(path('signing-key.json'), 'utf8'), published: minted.stdout };
  const proof = await prove(cardOf(), keys.signing, AROUND);
  writeFileSync(
    path('comment.md'),
    `## Passed\n\n\`\`\`text\n${proof?.score}\n${proof?.certificate}\n\`\`\`\n`,
  );
  writeFileSync(path('strange.md'), (await proofOf()).score);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fivefold keygen --signing', () => {
  it('writes the private half for its owner alone, and prints the public half', () => {
    expect(statSync(path('signing-key.json')).mode & 0o777).toBe(0o600);
    expect(keys.signing.trim().split('\n')).toHaveLength(1);
    const { d, x } = JSON.parse(keys.signing);
    expect(keys.published).not.toContain(d);
    expect(JSON.parse(keys.published).keys).toMatchObject([{ x, alg: 'EdDSA', use: 'sig' }]);
  });

  it('adds a key to those published, and puts no private half beside them', async () => {
    writeFileSync(path('rotated.json'), keys.published);
    const outside = join(freshFolder(), 'new-key.json');
    expect(
      await run(keygenCommand, '--signing', '-o', outside, '--keys', path('rotated.json')),
    ).toMatchObject({
      status: 0,
    });
    expect(JSON.parse(readFileSync(path('rotated.json'), 'utf8')).keys).toHaveLength(2);
    const beside = await run(
      keygenCommand,
      '--signing',
      '-o',
      path('inside.json'),
      '--keys',
      path('rotated.json'),
    );
    expect(beside).toMatchObject({ status: 2 });
    expect(beside.complaint).toContain('lies inside');
  });
});

describe('fivefold verify', () => {
  it('says line by line what holds of a comment, and what it could not check', async () => {
    const { status, stdout } = await verify('comment.md', '--candidate', 'ada');
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^The proof of a score\n {2}✔ signature /);
    expect(stdout).toContain('\n\nA certificate\n');
    expect(stdout).toContain('  ✔ candidate    ada');
    expect(stdout).toMatch(/ {2}· exam .* \(not checked\)/);
  });

  it('ends with 1 when something does not hold, in text and in JSON', async () => {
    const { status, stdout } = await verify('comment.md', '--candidate', 'bob', '--json');
    expect(status).toBe(1);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ schema: 'fivefold/verification/1', holds: false });
    expect(told.tokens[0].claims).toMatchObject({ points: 10, submission: { candidate: 'ada' } });
    expect(await verify('strange.md')).toMatchObject({ status: 1 });
  });

  it('ends with 2 for what is not there: a file, a proof, a key, an exam', async () => {
    writeFileSync(path('words.md'), 'Passed, believe me.');
    const empty = freshFolder();
    for (const [file, code] of [
      ['no-such.md', 'file/unreadable'],
      ['words.md', 'proof/missing'],
    ] as const) {
      const ended = await verify(file);
      expect(ended).toMatchObject({ status: 2, stdout: '' });
      expect(ended.complaint).toContain(code);
    }
    const without = await run(verifyCommand, path('comment.md'), '--exam', empty);
    expect(without).toMatchObject({ status: 2, stdout: '' });
    expect(without.complaint).toContain('exam.yml');
  });

  it('holds a proof against the exam of a folder', async () => {
    const hidden = Object.fromEntries(
      ['tabular', 'glyphs', 'scenes', 'phrases', 'sensors'].map((id) => [
        id,
        { path: `hidden-tests/${id}.npz.age`, sha256: '1'.repeat(64) },
      ]),
    ) as Parameters<typeof examYaml>[0]['hidden'];
    const options = {
      id: 'other',
      title: 'Other',
      seed: 's',
      passPercent: 90,
      feedback: 'score',
      hidden,
    } as const;
    writeFileSync(path('exam.yml'), examYaml(options));
    writeFileSync(path('fivefold-keys.json'), keys.published);
    const { status, stdout } = await run(verifyCommand, path('comment.md'), '--exam', folder);
    expect(status).toBe(1);
    expect(stdout).toContain('✖ exam');
    expect(stdout).toContain('✖ hidden sets  not those that exam.yml pins: glyphs, sensors, tabular, ');
  });

  it('takes keys from an address that it was given, and from no other', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/keys.json' ? 200 : 404).end(keys.published);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const verifyAt = (at: string) => run(verifyCommand, path('comment.md'), '--keys', `${address}${at}`);
    const [found, missing] = [await verifyAt('/keys.json'), await verifyAt('/other.json')];
    server.close();
    expect(found).toMatchObject({ status: 0, complaint: '' });
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.complaint).toContain('[proof/keys-unreachable]');
  });

  it('is a command of the command line, in a folder that holds the keys', async () => {
    const { status, stdout, stderr } = await fivefold(folder, 'verify', 'comment.md');
    expect(status, stderr).toBe(1);
    expect(stdout).toContain('✔ signature');
    expect(stdout).toContain('✖ exam');
  });
});

describe('fivefold certificate', () => {
  const certificate = (file: string, name: string) =>
    run(certificateCommand, path(file), '--keys', path('keys.json'), '-o', path(name));

  it('makes a credential and a picture that hold, and overwrites neither', async () => {
    const { status, stdout } = await certificate('comment.md', 'ada');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${path('ada.jwt')}\n${path('ada.svg')}\n` });
    expect(await verify('ada.svg')).toMatchObject({ status: 0 });
    expect(readFileSync(path('ada.svg'), 'utf8')).toContain(readFileSync(path('ada.jwt'), 'utf8'));
    expect(await certificate('comment.md', 'ada')).toMatchObject({ status: 2 });
  });

  it('makes nothing of what no known key signed', async () => {
    const { status, complaint } = await certificate('strange.md', 'mallory');
    expect(status).toBe(2);
    expect(complaint).toContain('not among those given');
    expect(() => statSync(path('mallory.svg'))).toThrow();
  });
});
