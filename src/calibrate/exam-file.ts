import { isMap, isNode, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Thresholds, Yardstick } from '../domain/exam.ts';
import { RUNGS } from './rungs.ts';

/** What a calibration found for one task. */
export interface Finding {
  readonly thresholds: Thresholds;
  readonly yardstick: Yardstick;
}

/** Text in the place of other text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Put thresholds and their provenance into the text of an `exam.yml`. Every other byte stays as somebody wrote it: comments, order,
 * quotes, spaces.
 *
 * @param text of a valid exam
 * @param findings by task id; tasks without one stay as they are
 */
export function writeThresholds(text: string, findings: ReadonlyMap<string, Finding>): string {
  const tasks = parseDocument(text).get('tasks');
  const edits = (isSeq(tasks) ? tasks.items : []).flatMap((task) => {
    const finding = isMap(task) ? findings.get(String(task.get('id'))) : undefined;
    return isMap(task) && finding ? editsOf(task, finding, text) : [];
  });
  // From the end, so that no edit moves the place of another.
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((edited, { from, to, text: put }) => edited.slice(0, from) + put + edited.slice(to), text);
}

function editsOf(task: YAMLMap, { thresholds, yardstick }: Finding, text: string): readonly Edit[] {
  const [start, end] = rangeOf(task, 'thresholds');
  const newLine = task.flow ? ' ' : `\n${' '.repeat(columnOf(task, text))}`;
  const numbers = Object.entries(thresholds).map(([score, value]) => `${score}: ${value}`);
  const edit: Edit = { from: start, to: end, text: `{ ${numbers.join(', ')} }` };
  if (task.has('yardstick')) {
    const [from, to] = rangeOf(task, 'yardstick');
    return [edit, { from, to, text: inBraces(yardstick, newLine) }];
  }
  if (task.flow) return [{ ...edit, text: `${edit.text}, yardstick: ${inBraces(yardstick, newLine)}` }];
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd === -1 ? text.length : lineEnd;
  return [edit, { from: at, to: at, text: `${newLine}yardstick: ${inBraces(yardstick, newLine)}` }];
}

/** How far the fields of a task are indented. */
function columnOf(task: YAMLMap, text: string): number {
  const [first] = task.items;
  const start = isNode(first?.key) && first.key.range ? first.key.range[0] : 0;
  return start - (text.lastIndexOf('\n', start) + 1);
}

/** Where the value of a field begins and ends. */
function rangeOf(task: YAMLMap, field: string): readonly [number, number] {
  const value = task.get(field, true);
  return isNode(value) && value.range ? [value.range[0], value.range[1]] : [0, 0];
}

/** In braces, which stand anywhere; a rung a line where there are lines. */
function inBraces({ rungs, trainingRows, hiddenRows }: Yardstick, newLine: string): string {
  const places = RUNGS.map((rung) => {
    const { mean, spread, seeds } = rungs[rung];
    return `${rung}: { mean: ${mean}, spread: ${spread}, seeds: ${seeds} }`;
  });
  const [outer, inner] = newLine === ' ' ? [' ', ' '] : [`${newLine}  `, `${newLine}    `];
  return [
    '{',
    `${outer}trainingRows: ${trainingRows}, hiddenRows: ${hiddenRows},`,
    `${outer}rungs: {`,
    `${inner}${places.join(`,${inner}`)}`,
    `${outer}}`,
    `${newLine}}`,
  ].join('');
}
