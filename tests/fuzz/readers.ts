import { zipSync } from 'fflate';
import type { Task } from '../../src/domain/exam.ts';
import { readEvent } from '../../src/event/index.ts';
import { parseExam } from '../../src/exam/index.ts';
import { readNpy, writeNpy } from '../../src/formats/npy.ts';
import { readNpz, writeNpz } from '../../src/formats/npz.ts';
import { unzip } from '../../src/formats/zip.ts';
import { readContents, writeContents } from '../../src/hidden/contents.ts';
import { ledgerOf } from '../../src/publish/ledger.ts';
import { readMarked, readRecord, writeMarked } from '../../src/publish/marker.ts';
import { decodeFrame, encodeFrame } from '../../src/sandbox/frame.ts';
import { decodeJob, encodeJob } from '../../src/sandbox/job.ts';
import { parseManifest } from '../../src/submission/manifest.ts';
import { sniff } from '../../src/submission/signature.ts';

/** Something of ours that takes bytes from strangers, and healthy bytes to begin with. */
export interface Reader {
  readonly read: (bytes: Uint8Array) => unknown;
  readonly healthy: readonly Uint8Array[];
  /** The values inside are changed, too, and not only the bytes. */
  readonly isJson?: true;
}

const utf8 = new TextEncoder();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const json = (value: unknown) => utf8.encode(JSON.stringify(value));

const ARRAY = { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
const LABELS = { dtype: 'int32', shape: [2], data: Int32Array.of(0, 1) } as const;
const TEXTS = { dtype: 'string', shape: [2], data: ['a', 'bc 😀'] } as const;
const SHA = 'a'.repeat(40);

const TASK: Task = {
  id: 'alpha',
  title: 'Alpha',
  weight: 1,
  input: { shape: [3], dtype: 'float32' },
  output: { shape: [2], kind: 'classes' },
  metric: { name: 'accuracy' },
  thresholds: { 2: 0.5, 3: 0.6, 4: 0.7, 5: 0.8 },
  hidden: { path: 'hidden/alpha.npz.age', sha256: '0'.repeat(64) },
};

const EXAM = `version: 1
id: spring
title: Spring
feedback: band
time: { hours: 5, start: opened }
tasks:
  - id: alpha
    title: Alpha
    input: { shape: [3], dtype: float32 }
    output: { shape: [2], kind: classes }
    metric: accuracy
    thresholds: &t { 2: 0.5, 3: 0.6, 4: 0.7, 5: 0.8 }
    hidden: { path: hidden/alpha.npz.age, sha256: ${'a'.repeat(64)} }
`;

const MANIFEST = `version: 1
models:
  alpha: out/best.keras # a comment
tokenizers: {}
`;

const repository = { name: 'exam', owner: { login: 'academy' }, updated_at: '2026-11-03T00:00:00Z' };
const pull = {
  id: 1_234_567,
  number: 7,
  state: 'open',
  created_at: '2026-11-01T09:00:00Z',
  updated_at: '2026-11-02T10:00:00Z',
  user: { login: 'ada' },
  base: { sha: SHA, ref: 'main', repo: { ...repository, default_branch: 'main' } },
  head: { sha: SHA, ref: 'mine', repo: { ...repository, owner: { login: 'ada' } } },
};

const LEDGER = ledgerOf([new Uint8Array(32).fill(7)], { pullRequest: 7, exam: 'spring' });
const RECORD = LEDGER.seal({
  revision: 3,
  attempts: [{ head: SHA, at: '2026-11-01T09:00:00Z', counts: true, gains: [{ task: 'alpha', score: 3 }] }],
});
const MODEL = {
  format: 'h5',
  path: 'model.h5',
  files: new Map([['model.h5', Uint8Array.of(1, 2)]]),
} as const;
const joined = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** By name. Readers of models are tried by `tests/model/mutations`, which lets the healthy ones among the damaged predict. */
export const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'zip',
    {
      read: unzip,
      healthy: [
        zipSync({ 'a.txt': utf8.encode('a'.repeat(300)), 'b/c.bin': Uint8Array.of(1, 2, 3) }),
        zipSync({ 'a.txt': utf8.encode('a'.repeat(300)) }, { level: 0 }),
      ],
    },
  ],
  ['npy', { read: readNpy, healthy: [writeNpy(ARRAY), writeNpy(LABELS), writeNpy(TEXTS)] }],
  ['npz', { read: readNpz, healthy: [writeNpz({ inputs: ARRAY, labels: LABELS })] }],
  [
    'hidden set',
    {
      read: (bytes) => readContents(bytes, { exam: { id: 'spring' }, task: TASK }),
      healthy: [writeContents({ inputs: ARRAY, labels: LABELS }, 'spring', 'alpha')],
    },
  ],
  [
    'frame',
    {
      read: decodeFrame,
      healthy: [joined(encodeFrame({ kind: 'failed', message: 'm' }, [Uint8Array.of(1)]))],
    },
  ],
  [
    'job',
    {
      read: decodeJob,
      healthy: [
        joined(encodeJob({ model: MODEL, inputs: ARRAY })),
        joined(encodeJob({ model: MODEL, inputs: TEXTS })),
      ],
    },
  ],
  ['exam.yml', { read: parseExam, healthy: [utf8.encode(EXAM)] }],
  ['submission.yml', { read: (bytes) => parseManifest(bytes, [TASK]), healthy: [utf8.encode(MANIFEST)] }],
  ['signature', { read: sniff, healthy: [zipSync({ a: utf8.encode('a') }), utf8.encode('<html>')] }],
  [
    'comment',
    {
      read: (bytes) => LEDGER.open(readMarked(text(bytes))?.record ?? readRecord(text(bytes)) ?? text(bytes)),
      healthy: [
        utf8.encode(
          writeMarked({ marker: { head: SHA, at: '2026-11-01T09:00:00Z' }, record: RECORD, text: '## 5' }),
        ),
        utf8.encode(RECORD),
      ],
    },
  ],
  ...(
    [
      ['pull_request_target', { action: 'opened', pull_request: pull }],
      [
        'issue_comment',
        {
          action: 'created',
          comment: { body: '/start', created_at: '2026-11-01T09:00:00Z', user: { login: 'ada' } },
          issue: { number: 7, state: 'open', user: { login: 'ada' }, pull_request: {} },
          repository,
        },
      ],
      [
        'push',
        {
          ref: 'refs/heads/main',
          after: SHA,
          repository: { ...repository, pushed_at: 1 },
          sender: { login: 'ada' },
        },
      ],
      ['workflow_dispatch', { inputs: { 'pull-request': '#7' }, repository, sender: { login: 'ada' } }],
    ] as const
  ).map(([name, payload]): [string, Reader] => [
    `event ${name}`,
    {
      read: (bytes) => readEvent(name, JSON.parse(text(bytes)), { sha: SHA }),
      healthy: [json(payload)],
      isJson: true,
    },
  ]),
]);
