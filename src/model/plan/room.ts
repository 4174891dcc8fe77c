import { compileKernels, instantiate, Workspace } from '../../kernels/index.ts';
import type { Room } from './constants.ts';
import { type Linked, link } from './link.ts';
import type { Plan } from './plan.ts';

/**
 * The one workspace of this process in which plans run, on this thread: its memory never shrinks, so models take turns in
 * it. Who comes back writes its weights again.
 */
interface Tenancy extends Room {
  readonly start: number;
  tenant?: { readonly plan: Plan; readonly linked: Linked; readonly arena: number };
}

let opened: Promise<Tenancy> | undefined;

async function open(): Promise<Tenancy> {
  const workspace = new Workspace();
  const kernels = instantiate(await compileKernels(), workspace.memory);
  return { workspace, kernels, start: workspace.allocate(0) };
}

/** @throws {FivefoldError} model/too-large */
export async function movedIn(
  plan: Plan,
): Promise<Room & { readonly linked: Linked; readonly arena: number }> {
  opened ??= open();
  const room = await opened;
  if (room.tenant?.plan !== plan) {
    moveOut(room);
    const linked = link(plan, room);
    room.tenant = { plan, linked, arena: room.workspace.allocate(linked.arenaBytes) };
  }
  return { ...room, ...room.tenant };
}

function moveOut(room: Tenancy): void {
  delete room.tenant;
  room.workspace.release(room.start);
}
