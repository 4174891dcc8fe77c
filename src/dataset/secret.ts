import { createHmac } from 'node:crypto';

/**
 * Where a thing stands in an order that only the secret tells: equal things stand at the same place, whatever stands
 * around them.
 */
export function placeOf(secret: string, ...names: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(names)).digest('hex');
}
