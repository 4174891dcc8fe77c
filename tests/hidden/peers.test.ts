import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { mintIdentity, openHiddenSet, packHiddenSet, recipientsOf } from '../../src/hidden/index.ts';
import { describeWithAge, describeWithAgeAndNumpy, inFolder, run, runPython } from '../peers.ts';
import { EXAM, KEYS, pack, pinned, SET } from './sample.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const openMade = (bytes: Uint8Array, identity: string) =>
  openHiddenSet(bytes, { identity, exam: EXAM, task: pinned({ bytes, sha256: hash(bytes) }) });

/** What hidden-tests/README.md tells instructors to write. */
const MAKE_NPZ = `
manifest = {'schema': 'fivefold/hidden/1', 'exam': 'spring', 'task': 'digits', 'rows': 3}
inputs = (np.arange(12) / 4).reshape(3, 4)
np.savez_compressed('set.npz', inputs=inputs, labels=np.array([2, 0, 1]), manifest=np.array(json.dumps(manifest)))
`;

describeWithAgeAndNumpy('the age tool and NumPy', () => {
  it.each([
    ['binary', []],
    ['armored', ['--armor']],
  ])('make a %s set that we open', async (_, flags) => {
    const made = inFolder({}, (folder) => {
      runPython(folder, MAKE_NPZ);
      run(folder, 'age', ['--encrypt', ...flags, '-r', KEYS.recipient, '-o', 'set.npz.age', 'set.npz']);
    });
    expect(await openMade(made('set.npz.age'), KEYS.identity)).toEqual(SET);
  });

  it('open a set that we made', async () => {
    const { bytes } = await pack();
    let printed = '';
    inFolder({ 'set.npz.age': bytes, 'key.txt': KEYS.identity }, (folder) => {
      run(folder, 'age', ['--decrypt', '-i', 'key.txt', '-o', 'set.npz', 'set.npz.age']);
      printed = runPython(
        folder,
        `a = np.load('set.npz', allow_pickle=False)
print(json.dumps([a['inputs'].tolist(), a['labels'].tolist(), json.loads(a['manifest'].tobytes())]))`,
      );
    });
    expect(JSON.parse(printed)).toEqual([
      [
        [0, 0.25, 0.5, 0.75],
        [1, 1.25, 1.5, 1.75],
        [2, 2.25, 2.5, 2.75],
      ],
      [2, 0, 1],
      { schema: 'fivefold/hidden/1', exam: 'spring', task: 'digits', rows: 3 },
    ]);
  });
});

describeWithAge('age-keygen', () => {
  const made = inFolder({}, (folder) => void run(folder, 'age-keygen', ['-o', 'key.txt']));
  const file = new TextDecoder().decode(made('key.txt'));

  it('and we derive the same recipient from an identity', async () => {
    expect(await recipientsOf(file)).toEqual([/public key: (age1\S+)/.exec(file)?.[1]]);
  });

  it('makes key files that open our sets', async () => {
    const recipients = await recipientsOf(file);
    const { bytes } = await packHiddenSet(SET, { examId: 'spring', taskId: 'digits', recipients });
    expect(await openMade(bytes, file)).toEqual(SET);
  });

  it('knows our identities', async () => {
    const { identity, recipient } = await mintIdentity();
    let derived = '';
    inFolder({ 'key.txt': identity }, (folder) => {
      derived = run(folder, 'age-keygen', ['-y', 'key.txt']);
    });
    expect(derived.trim()).toBe(recipient);
  });
});
