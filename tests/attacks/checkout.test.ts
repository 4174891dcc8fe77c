import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useGitHub } from '../github/world.ts';
import { gradePull, openPull } from './world.ts';

const github = useGitHub();

it('[T-59] an instructor who checks something out beside the key is warned, and who does not is not', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'fivefold-workspace-'));
  try {
    const pull = await openPull(github());
    await github().closePullRequest(pull.repository, pull.number);
    const grade = () => gradePull(github(), pull, { env: { GITHUB_WORKSPACE: workspace } });
    expect((await grade()).log).not.toContain('::warning');
    await mkdir(join(workspace, '.git'));
    expect((await grade()).log).toMatch(/^::warning::This job has checked something out/m);
  } finally {
    await rm(workspace, { recursive: true });
  }
});
