import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../src/domain/submission.ts';
import { idsOf, objectIdOf } from '../../src/submission/object-id.ts';
import { HDF5, KERAS, modelJson, SHARD } from './files.ts';
import { useSources } from './sources.ts';

const { sources } = useSources();
const [[, fromPullRequest], [, fromFolder]] = sources as [(typeof sources)[0], (typeof sources)[0]];

function idIn(submission: Submission, task = 'alpha'): string | undefined {
  const submitted = submission.get(task);
  return submitted?.kind === 'model' ? submitted.model.objectId : undefined;
}

describe('the id of a model', () => {
  it('is one for a commit and a folder, wherever in it the model lies', async () => {
    const files = {
      'submission.yml': 'version: 1\nmodels:\n  beta: elsewhere/model.json\n',
      'models/alpha/model.json': modelJson('b.bin', 'a.bin'),
      'models/alpha/a.bin': SHARD,
      'models/alpha/b.bin': SHARD,
      'elsewhere/model.json': modelJson('b.bin', 'a.bin'),
      'elsewhere/b.bin': SHARD,
      'elsewhere/a.bin': SHARD,
    };
    const [commit, folder] = [await fromPullRequest(files), await fromFolder(files)];
    const ids = [commit, folder].flatMap((read) => [idIn(read, 'alpha'), idIn(read, 'beta')]);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(ids).size).toBe(1);
  });

  it('is another for one other byte, in any of its files', async () => {
    const files = { 'models/alpha/model.json': modelJson('a.bin'), 'models/alpha/a.bin': SHARD };
    const other = { ...files, 'models/alpha/a.bin': SHARD.toReversed() };
    expect(idIn(await fromFolder(files))).not.toBe(idIn(await fromFolder(other)));
    const [keras, h5] = [{ 'models/alpha/model.keras': KERAS }, { 'models/alpha/model.h5': HDF5 }];
    expect(idIn(await fromFolder(keras))).not.toBe(idIn(await fromFolder(h5)));
  });

  it('is made of the ids that git gives', () => {
    const id = execFileSync('git', ['hash-object', '--stdin'], { input: SHARD, encoding: 'utf8' }).trim();
    expect(idsOf({ files: new Map([['a.bin', SHARD]]) }).files).toEqual([['a.bin', id]]);
  });

  it('depends on how a tokenizer of its own pads', () => {
    const files = [['model.keras', '1']] as const;
    const ids = [
      objectIdOf({ files }),
      objectIdOf({ files, tokenizer: ['2', 'pre', 'pre'] }),
      objectIdOf({ files, tokenizer: ['2', 'pre', 'post'] }),
      objectIdOf({ files, tokenizer: ['3', 'pre', 'pre'] }),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
