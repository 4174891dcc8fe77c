import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Incoming, json, parsed, withJson } from './http.ts';

/** What goes wrong with one request. */
export type Fault =
  /** Answer this instead. */
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Let it happen, then answer this instead: a write that took effect and whose answer was lost. */
  | { readonly afterwards: { readonly status: number; readonly body?: unknown } }
  /** Answer late. */
  | { readonly delayMs: number }
  /** Do something first: a push that arrives between two requests, say. */
  | { readonly before: () => Promise<unknown> }
  /** Close the connection after so many bytes of the body. */
  | { readonly hangUpAfter: number }
  /** Close the connection without an answer. */
  | { readonly drop: true }
  /** Answer other JSON than the truth. */
  | { readonly json: (value: never) => unknown }
  /** Answer other bytes than the truth. */
  | { readonly bytes: (body: Uint8Array) => Uint8Array };

export interface Match {
  readonly method?: string;
  readonly path?: RegExp;
}

interface Pending extends Match {
  readonly fault: Fault;
  times: number;
  /** So many that match are left alone first. */
  skip: number;
}

/** Faults on demand, each for the next request (or requests) that match, or for those after so many. */
export class Faults {
  readonly #pending: Pending[] = [];

  next(match: Match, fault: Fault, times = 1, skip = 0): void {
    this.#pending.push({ ...match, fault, times, skip });
  }

  /** Forget what has not happened yet. */
  clear(): void {
    this.#pending.length = 0;
  }

  async apply(request: Incoming, proceed: () => Promise<Answer>): Promise<Answer> {
    const found = this.#pending.find((pending) => pending.times > 0 && matches(pending, request));
    if (!found) return proceed();
    if (found.skip > 0) {
      found.skip -= 1;
      return proceed();
    }
    found.times -= 1;
    return commit(found.fault, proceed);
  }
}

function matches({ method, path }: Match, request: Incoming): boolean {
  return (
    (method === undefined || method === request.method) && (path === undefined || path.test(request.path))
  );
}

async function commit(fault: Fault, proceed: () => Promise<Answer>): Promise<Answer> {
  if ('status' in fault) return json(fault.status, fault.body ?? { message: 'Fault' }, fault.headers);
  if ('drop' in fault) return { status: 0, headers: {}, body: new Uint8Array(), hangUp: true };
  if ('delayMs' in fault) await sleep(fault.delayMs);
  if ('before' in fault) await fault.before();
  const answer = await proceed();
  if ('afterwards' in fault)
    return json(fault.afterwards.status, fault.afterwards.body ?? { message: 'Fault' });
  if ('hangUpAfter' in fault)
    return { ...answer, body: answer.body.subarray(0, fault.hangUpAfter), hangUp: true };
  if ('json' in fault) return withJson(answer, fault.json(parsed(answer) as never));
  if ('bytes' in fault) return { ...answer, body: fault.bytes(answer.body) };
  return answer;
}
