import { describe, expect, it } from 'vitest';
import {
  convolveScratchBytes,
  MATMUL_SCRATCH_BYTES,
  packedBytes,
  packedGatesBytes,
  recurrentScratchBytes,
  Workspace,
} from '../../src/kernels/index.ts';

const MIB = 2 ** 20;

describe('Workspace', () => {
  it('gives aligned parts that do not touch', () => {
    const workspace = new Workspace();
    const [a, b] = [workspace.allocate(1), workspace.allocate(65)];
    expect([a % 64, b % 64]).toEqual([0, 0]);
    expect(a).toBeGreaterThan(0);
    expect(b - a).toBe(64);
    expect(workspace.allocate(1) - b).toBe(128);
  });

  it('grows, and views made before stay valid', () => {
    const workspace = new Workspace();
    const view = workspace.f32(workspace.store([1, 2, 3]), 3);
    const far = workspace.allocate(8 * MIB);
    workspace.f32(far, 2 * MIB)[2 * MIB - 1] = 7;
    view[0] = 5;
    expect([...workspace.f32(view.byteOffset, 3)]).toEqual([5, 2, 3]);
  });

  it('gives released room again', () => {
    const workspace = new Workspace();
    const first = workspace.allocate(MIB);
    workspace.allocate(MIB);
    workspace.release(first);
    expect(workspace.bytes).toBe(first);
    expect(workspace.allocate(64)).toBe(first);
  });

  it('refuses what is more than it may have, and stays as it was', () => {
    const workspace = new Workspace(4 * MIB);
    const before = workspace.bytes;
    expect(() => workspace.allocate(4 * MIB)).toThrow(expect.objectContaining({ code: 'model/too-large' }));
    expect(workspace.bytes).toBe(before);
    expect(workspace.allocate(3 * MIB)).toBe(before);
  });

  it('sees numbers of other kinds', () => {
    const workspace = new Workspace();
    const address = workspace.allocate(8);
    workspace.i32(address, 2).set([1, -1]);
    expect([...workspace.u8(address, 8)]).toEqual([1, 0, 0, 0, 255, 255, 255, 255]);
  });
});

describe('sizes', () => {
  it('count whole panels', () => {
    expect(packedBytes(3, 9)).toBe(3 * 16 * 4);
    expect(packedGatesBytes(3, 4, 9)).toBe(3 * 4 * 16 * 4);
    expect(recurrentScratchBytes('lstm', 5, 9)).toBe(MATMUL_SCRATCH_BYTES + 5 * 6 * 16 * 4);
  });

  it('need a padded picture only where there is padding', () => {
    const sizes = {
      ...{ height: 20, width: 20, channels: 3, kernelHeight: 3, kernelWidth: 3, strideY: 1, strideX: 1 },
      ...{ dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0, outHeight: 18, outWidth: 18, filters: 8 },
    };
    expect(convolveScratchBytes(sizes)).toBe(MATMUL_SCRATCH_BYTES);
    const same = { ...sizes, padTop: 1, padLeft: 1, outHeight: 20, outWidth: 20 };
    expect(convolveScratchBytes(same)).toBe(MATMUL_SCRATCH_BYTES + 22 * 22 * 3 * 4);
  });
});
