import { describe, expect, it } from 'vitest';
import { MAX_EXAM_BYTES } from '../../src/domain/limits.ts';
import { fetchExam, findExam } from '../../src/exam/fetch.ts';
import { client, freshName, useGitHub } from '../github/world.ts';

const github = useGitHub();
const api = () => client(github());

async function repository(files: Readonly<Record<string, string>>) {
  const name = freshName();
  const sha = await github().createRepository(`academy/${name}`, files);
  return { name, commit: { repository: { owner: 'academy', name }, sha } };
}

describe('fetchExam', () => {
  it('says where it looked for a file that is not there', async () => {
    const { name, commit } = await repository({ 'README.md': 'x' });
    await expect(fetchExam(api(), commit, 'exams/spring.yml')).rejects.toMatchObject({
      code: 'exam/unreadable',
      message: `academy/${name} has no exams/spring.yml at commit ${commit.sha.slice(0, 7)}.`,
    });
  });

  it('[T-47] tells a repository that GitHub lists only in part from one without the file', async () => {
    const { name, commit } = await repository({ 'README.md': 'x', 'exam.yml': 'x' });
    const cut = (tree: { tree: readonly { path: string }[] }) => ({
      ...tree,
      tree: tree.tree.filter(({ path }) => path !== 'exam.yml'),
      truncated: true,
    });
    github().faults.next({ path: new RegExp(`/${name}/git/trees/`) }, { json: cut });
    await expect(fetchExam(api(), commit, 'exam.yml')).rejects.toMatchObject({
      code: 'exam/unreadable',
      message: expect.stringContaining('lists only a part'),
      hint: expect.stringContaining('a repository of its own'),
    });
  });

  it('refuses a file over the limit by its listed size, as the instructor’s', async () => {
    const { name, commit } = await repository({ 'exam.yml': ' '.repeat(MAX_EXAM_BYTES + 1) });
    await expect(fetchExam(api(), commit, 'exam.yml')).rejects.toMatchObject({ code: 'exam/unreadable' });
    expect(github().requests.some(({ path }) => path.startsWith(`/repos/academy/${name}/git/blobs`))).toBe(
      false,
    );
  });

  it('leaves a failure of GitHub a failure of GitHub', async () => {
    const { name, commit } = await repository({ 'exam.yml': 'x' });
    github().faults.next({ path: new RegExp(`/${name}/git/trees/`) }, { status: 502 }, 10);
    await expect(fetchExam(api(), commit, 'exam.yml')).rejects.toMatchObject({ code: 'github/unreachable' });
    github().faults.clear();
  });
});

describe('findExam', () => {
  it('finds the newest commit of a repository, or the one that is named', async () => {
    const { name, commit } = await repository({ 'exam.yml': 'x' });
    expect(await findExam(api(), `academy/${name}`)).toEqual(commit);
    expect(await findExam(api(), `academy/${name}@main`)).toEqual(commit);
    expect(await findExam(api(), `academy/${name}@${commit.sha}`)).toEqual(commit);
  });

  it.each(['academy', 'academy/exam/extra', 'https://github.com/academy/exam', 'academy/nowhere'])(
    'says that %s is no exam repository',
    async (text) => {
      await expect(findExam(api(), text)).rejects.toMatchObject({ code: 'exam/unreadable' });
    },
  );

  it('says that a branch is not there', async () => {
    const { name } = await repository({ 'exam.yml': 'x' });
    await expect(findExam(api(), `academy/${name}@winter`)).rejects.toMatchObject({
      code: 'exam/unreadable',
    });
  });

  it('does not blame the instructor when GitHub fails', async () => {
    const { name } = await repository({ 'exam.yml': 'x' });
    github().faults.next({ path: new RegExp(`/${name}/commits/`) }, { status: 502 }, 10);
    await expect(findExam(api(), `academy/${name}`)).rejects.toMatchObject({ code: 'github/unreachable' });
    github().faults.clear();
  });
});
