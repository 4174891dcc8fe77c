import { describe, expect, it } from 'vitest';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import { type Asked, recallFrom, type Shelf } from '../../src/remembered/index.ts';
import { ASKED, KEY, MEASURED, OTHERS } from './results.ts';

const PROBLEM = { code: 'model/damaged', message: 'It is damaged.', hint: 'Save it again.' } as const;

function shelf(): Shelf & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    get: async (name) => kept.get(name),
    put: async (name, sealed) => void kept.set(name, sealed),
  };
}

/** Asks once, and says whether anything had to be evaluated. */
async function ask(shelves: readonly Shelf[], asked: Asked = ASKED, outcome: TaskOutcome = MEASURED) {
  let evaluated = 0;
  const answer = await recallFrom(KEY, shelves)(asked, async () => {
    evaluated += 1;
    return outcome;
  });
  return { answer, evaluated };
}

describe('what came of a model', () => {
  it('is evaluated once, and the same when it is recalled', async () => {
    const own = shelf();
    expect(await ask([own])).toEqual({ answer: MEASURED, evaluated: 1 });
    expect(await ask([own], ASKED, { ...MEASURED, value: 0 })).toEqual({ answer: MEASURED, evaluated: 0 });
  });

  it.each(OTHERS)('[T-94] is evaluated again where the %s is another', async (_, asked) => {
    const own = shelf();
    await ask([own]);
    expect((await ask([own], asked)).evaluated).toBe(1);
  });

  it.each<TaskOutcome>([
    { kind: 'rejected', problem: PROBLEM },
    { kind: 'stopped', reason: 'timeout', detail: 'it had not finished after 120 s' },
    { kind: 'failed', problem: { ...PROBLEM, code: 'internal' } },
  ])('is forgotten where it was $kind', async (outcome) => {
    const own = shelf();
    expect((await ask([own], ASKED, outcome)).answer).toEqual(outcome);
    expect(own.kept.size).toBe(0);
    expect((await ask([own])).evaluated).toBe(1);
  });

  it('[T-90] [T-92] is evaluated again over an entry that was tampered with, which is then replaced', async () => {
    const own = shelf();
    await ask([own]);
    const [[name, good] = ['', new Uint8Array()]] = own.kept;
    for (const poison of [new Uint8Array(), good.toReversed(), new Uint8Array(1_000_000)]) {
      own.kept.set(name, poison);
      expect((await ask([own])).evaluated).toBe(1);
      expect(own.kept.get(name)).toEqual(good);
    }
  });

  it('is found on any shelf, and put on the others', async () => {
    const [first, second] = [shelf(), shelf()];
    await ask([second]);
    expect((await ask([first, second])).evaluated).toBe(0);
    expect(first.kept).toEqual(second.kept);
  });
});
