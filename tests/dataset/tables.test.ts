import { describe, expect, it } from 'vitest';
import { openSource, packTask } from '../../src/dataset/index.ts';
import { readCsv } from '../../src/dataset/tables/csv.ts';
import { bytes, folderOf, partsOf, problemOf, SECRET, SHARES } from './data.ts';

const options = { targets: [], drop: [] };

/** `rows` houses: numbers, some missing, and a category, with the price that follows from them. */
function houses(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const area = 40 + ((i * 37) % 160);
    const rooms = i % 9 === 0 ? 'NA' : 1 + (i % 5);
    const town = ['Bern', 'Ulm', '"Linz, Upper Austria"'][i % 3];
    return `h${i},${area},${rooms},${town},${(area * 31.5 + i).toFixed(1)}`;
  });
  return `id,area,rooms,town,price\n${lines.join('\n')}\n`;
}

const open = (csv: string, more: object = {}) =>
  openSource(`${folderOf({ 'houses.csv': csv })}/houses.csv`, { ...options, ...more });

describe('readCsv', () => {
  it.each([
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs and a byte order mark', '\ufeffa\tb\r\n1\t2\r\n'],
    ['mixed line ends and an empty line', 'a,b\r\n\n1,2\n'],
  ])('reads %s', (_what, text) => {
    const { columns, rows } = readCsv(bytes(text), 'x.csv');
    expect([columns, rows.map(({ cells }) => cells)]).toEqual([['a', 'b'], [['1', '2']]]);
  });

  it('keeps rows as they stand, commas and line ends in quotes included', () => {
    const { rows } = readCsv(bytes('a,b\n"x,\ny", 2\n3,"say ""hi"""\n'), 'x.csv');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['x,\ny', '2'],
      ['3', 'say "hi"'],
    ]);
    expect(rows.map(({ text, line }) => [text, line])).toEqual([
      ['"x,\ny", 2', 3],
      ['3,"say ""hi"""', 4],
    ]);
  });

  it.each([
    ['a row too short', bytes('a,b\n1,2\n3\n'), /line 3/],
    ['a quote that never ends', bytes('a,b\n1,"2\n'), /[Qq]uote/],
    [
      'a byte of another encoding',
      Uint8Array.of(...bytes('a,b\n1,2\nZ'), 0xfc, ...bytes('rich,3\n')),
      /line 3/,
    ],
    ['two columns of one name', bytes('a,a\n1,2\n'), /two columns 'a'/],
    ['a column without a name', bytes('a,\n1,2\n'), /without a name/],
  ])('refuses %s', async (_what, file, message) => {
    const problem = await problemOf(() => readCsv(file, 'x.csv'));
    expect(problem).toMatchObject({ code: 'dataset/unreadable', message: expect.stringMatching(message) });
  });

  it('refuses a file with no rows', async () => {
    expect(await problemOf(() => readCsv(bytes('a,b\n'), 'x.csv'))).toMatchObject({
      code: 'dataset/too-small',
    });
  });
});

describe('a table', () => {
  const more = { targets: ['price'], drop: ['id'] };

  it('becomes numbers: missing ones the median of the training part, categories one column each', async () => {
    const source = await open(houses(200), more);
    expect(source.kind).toBe('table');
    const { parts, files, proposal } = packTask(source, {
      id: 'h',
      title: 'H',
      shares: SHARES,
      secret: SECRET,
    });
    expect(proposal).toMatchObject({
      input: { shape: [5] },
      output: { shape: [1], kind: 'values' },
      metric: { name: 'r2' },
    });
    const columns = JSON.parse(String(contentOf(files, 'columns.json')));
    expect(columns).toMatchObject([
      { column: 'area', inputs: [0] },
      { column: 'rooms', inputs: [1] },
      { column: 'town', inputs: [2, 3, 4], categories: ['Bern', 'Linz, Upper Austria', 'Ulm'] },
    ]);
    const train = String(contentOf(files, 'data/train.csv')).trimEnd().split('\n').slice(1);
    expect(train).toHaveLength(parts.train.inputs.shape[0] ?? 0);
    for (const [i, line] of train.entries()) {
      const { cells } = readCsv(bytes(`id,area,rooms,town,price\n${line}`), 'x').rows[0] ?? { cells: [] };
      const row = [...(parts.train.inputs.data as Float32Array).subarray(i * 5, i * 5 + 5)];
      const rooms = cells[2] === 'NA' ? columns[1].missing : Number(cells[2]);
      expect(row).toEqual([
        Number(cells[1]),
        rooms,
        ...['Bern', 'Linz, Upper Austria', 'Ulm'].map((t) => Number(cells[3] === t)),
      ]);
      expect(parts.train.labels.data[i]).toBe(Math.fround(Number(cells[4])));
    }
  });

  it('shows no row in two parts', async () => {
    const source = await open(houses(200), { ...more, drop: [], kind: 'table' }).catch(() =>
      open(houses(200), more),
    );
    const { files } = packTask(source, { id: 'h', title: 'H', shares: SHARES, secret: SECRET });
    const ids = new Set(String(contentOf(files, 'data/train.csv')).match(/^h\d+/gm));
    const division = source.divide(SHARES, SECRET);
    expect(ids).toEqual(new Set(division.train.map((i) => `h${i}`)));
    expect(partsOf(division).size).toBe(200);
  });

  it('keeps rows that are nearly equal in one part', async () => {
    const [header = '', ...rows] = houses(90).trimEnd().split('\n');
    const nearly = rows.map((row) => row.replace(/^(h\d+),(\d+)/, '$1b,$2.01'));
    const source = await open([header, ...rows, ...nearly].join('\n'), more);
    const parts = partsOf(source.divide(SHARES, SECRET));
    expect(rows.map((_, i) => parts.get(i))).toEqual(rows.map((_, i) => parts.get(90 + i)));
  });

  it('takes few whole numbers, or words, for classes: numbers in their order', async () => {
    const csv = `x,label\n${Array.from({ length: 60 }, (_, i) => `${i * 1.5},${[2, 10, 1][i % 3]}`).join('\n')}`;
    expect((await open(csv)).answers).toMatchObject({ kind: 'classes', names: ['1', '2', '10'] });
    expect((await open(csv.replace(/,(\d+)$/gm, ',n$1'))).answers).toMatchObject({
      names: ['n1', 'n10', 'n2'],
    });
  });

  it('proposes balanced accuracy where one class is rare, one column where there are two', async () => {
    const csv = `x,label\n${Array.from({ length: 100 }, (_, i) => `${i * 1.5},${i % 10 === 0 ? 'yes' : 'no'}`).join('\n')}`;
    const { proposal } = packTask(await open(csv), { id: 'h', title: 'H', shares: SHARES, secret: SECRET });
    expect(proposal).toMatchObject({
      output: { shape: [1], kind: 'classes' },
      metric: { name: 'balanced-accuracy' },
    });
    expect(proposal.thresholds).toEqual({ 2: 0.55, 3: 0.7, 4: 0.825, 5: 0.925 });
  });

  it.each([
    [
      'text among numbers',
      houses(90).replace('\nh7,139', '\nh7,big'),
      'dataset/unreadable',
      /line 9, column 'area': 'big'/,
    ],
    [
      'an infinite number',
      houses(90).replace('\nh7,139', '\nh7,inf'),
      'dataset/unreadable',
      /line 9, column 'area': 'inf'/,
    ],
    [
      'a number that float32 cannot hold',
      houses(90).replace('\nh7,139', '\nh7,1e39'),
      'dataset/unreadable',
      /1e39/,
    ],
    [
      'an answer that is missing',
      houses(90).replace(/,[\d.]+\n$/, ',\n'),
      'dataset/unreadable',
      /line 91, column 'price'/,
    ],
    [
      'an answer that is NaN',
      houses(90).replace(/,[\d.]+\n$/, ',NaN\n'),
      'dataset/unreadable',
      /line 91, column 'price'/,
    ],
  ])('says where there is %s', async (_what, csv, code, message) => {
    expect(await problemOf(() => open(csv, more))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['no target is named', {}, /which holds the answers/],
    ['the target is not there', { targets: ['cost'] }, /no column 'cost'/],
    ['a column holds names', { targets: ['price'] }, /column 'id': 90 different texts/],
    ['it should be pictures', { kind: 'images' }, /cannot be packed as images/],
  ])('asks when %s', async (_what, more, message) => {
    const problem = await problemOf(() => open(houses(90), more));
    expect(problem).toMatchObject({ code: 'dataset/unclear', message: expect.stringMatching(message) });
  });
});

function contentOf(files: readonly { readonly path: string }[], path: string): unknown {
  const file = files.find((candidate) => candidate.path === path);
  return file && 'content' in file ? file.content : undefined;
}
