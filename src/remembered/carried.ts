import type { Carried } from '../domain/history.ts';
import { MAX_CARRIED_BYTES } from '../domain/limits.ts';
import type { Shelf } from './index.ts';

/** What a pull request carries along in its history: the results of its last submission, and no older ones. */
export interface CarriedShelf extends Shelf {
  /** What an earlier submission left. */
  receive(carried: Carried): void;
  /** What this submission needed, as far as there is room: for the next one. */
  leave(): Carried;
}

export function carriedShelf(): CarriedShelf {
  let received: ReadonlyMap<string, string> = new Map();
  const left = new Map<string, string>();
  return {
    receive(carried) {
      received = new Map(Object.entries(carried));
    },
    async get(name) {
      const sealed = received.get(shorten(name));
      return sealed === undefined ? undefined : new Uint8Array(Buffer.from(sealed, 'base64url'));
    },
    async put(name, sealed) {
      left.set(shorten(name), Buffer.from(sealed).toString('base64url'));
    },
    leave() {
      // In one order, whichever model was ready first.
      const entries = [...left].sort(([a], [b]) => (a < b ? -1 : 1));
      const isWithin = (_: unknown, i: number) =>
        JSON.stringify(entries.slice(0, i + 1)).length <= MAX_CARRIED_BYTES;
      return Object.fromEntries(entries.filter(isWithin));
    },
  };
}

/** Characters that tell one question of a pull request from another; the seal says whether it is the right one. */
const NAME_CHARACTERS = 16;

function shorten(name: string): string {
  return name.slice(0, NAME_CHARACTERS);
}
