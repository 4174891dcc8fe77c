import type { Attempt } from '../domain/history.ts';
import type { Scorecard, Standing } from '../domain/scorecard.ts';
import { code, prose } from './escape.ts';
import { changeLine, progressChart } from './progress.ts';

/** What reports say about time, attempts and earlier submissions. */

/** `2026-11-23 14:00 UTC`. Seconds only where there are any. */
export function clockTime(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19).replace(/:00$/, '')} UTC`;
}

/** Nothing was ever submitted: the exam has begun, or waits to. */
export function isBlank({ standing, tasks }: Scorecard): boolean {
  return standing?.attempts.length === 0 && tasks.every(({ kind }) => kind === 'missing');
}

/** What a candidate must not overlook: this submission came late, or was one too many. */
export function standingAlerts({ standing, submission }: Scorecard): readonly string[] {
  if (!standing) return [];
  const { late, time, postponedUntil } = standing;
  return [
    ...(late && time?.endsAt && submission
      ? [
          `> [!WARNING]\n> Late: submitted ${clockTime(submission.submittedAt)}, after the end at ${clockTime(time.endsAt)}. ` +
            `It is graded and marked; what counts is what was in time.${withLate(standing)}`,
        ]
      : []),
    ...(postponedUntil ? [`> [!IMPORTANT]\n> ${postponed(standing, postponedUntil)}`] : []),
  ];
}

function withLate({ withLate: totals }: Standing): string {
  return totals ? ` With late submissions it would be ${totals.points} points (${totals.percent} %).` : '';
}

function postponed({ attemptsOfDay, time }: Standing, until: string): string {
  const all = attemptsOfDay?.perDay === 1 ? 'The one attempt' : `All ${attemptsOfDay?.perDay} attempts`;
  const over = time?.endsAt && until > time.endsAt ? ', which is after the end of the exam' : '';
  return (
    `Not graded: ${all.toLowerCase()} of the day (UTC) had been used. ` +
    `The next is possible from ${clockTime(until)}${over}. Push again then; this commit has cost nothing.`
  );
}

/** When the exam began and ends, and how many attempts are left, where either is limited; what this one has gained. */
export function limits(card: Scorecard): readonly string[] {
  const { standing } = card;
  const lines = standing
    ? [timeLine(standing), attemptsLine(standing), changeLine(card)].filter(Boolean)
    : [];
  return lines.length > 0 ? [lines.join('<br>')] : [];
}

function timeLine({ time }: Standing): string {
  if (!time) return '';
  const hours = `${time.hours} hour${time.hours === 1 ? '' : 's'}`;
  if (time.startedAt === undefined || time.endsAt === undefined)
    return `**Time:** ${hours}, not begun. Comment \`/start\` to begin; a first model that runs begins them, too.`;
  return `**Time:** began ${clockTime(time.startedAt)}, ends ${clockTime(time.endsAt)} (${hours}).`;
}

function attemptsLine({ attemptsOfDay }: Standing): string {
  if (!attemptsOfDay) return '';
  const { used, perDay } = attemptsOfDay;
  return `**Attempts:** ${used} of ${perDay} used on the day of this submission (UTC).`;
}

/** Every graded commit and what it gained; folded away. Nothing where there is only one. */
export function attemptsTable(card: Scorecard): readonly string[] {
  const { attempts = [], time, attemptsOfDay } = card.standing ?? {};
  if (attempts.length < 2) return [];
  const endsAt = time?.endsAt ?? '9999';
  const rows = attempts.map((attempt, i) => {
    const marks = [
      ...(attempt.at > endsAt ? ['late'] : []),
      ...(attemptsOfDay && !attempt.counts ? ['costs no attempt'] : []),
    ];
    return attemptRow(card, attempt, i, marks);
  });
  const table = ['| | commit | submitted | improved |', '|---:|:---|:---|:---|', ...rows].join('\n');
  const legend =
    'For each task the best score counts. A score is shown when it is better than all before it, and not otherwise.';
  const folded = [
    '<details>\n<summary>All submissions</summary>',
    ...progressChart(card),
    table,
    legend,
    '</details>',
  ];
  return [folded.join('\n\n')];
}

function attemptRow(
  { tasks }: Scorecard,
  { head, at, gains }: Attempt,
  i: number,
  marks: readonly string[],
): string {
  const titles = new Map(tasks.map(({ task, title }) => [task, title]));
  const improved = gains.map(({ task, score }) => `${prose(titles.get(task) ?? task)} ${score}`).join(', ');
  const when = `${clockTime(at)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  return `| ${i + 1} | ${code(head.slice(0, 7))} | ${when} | ${improved || '–'} |`;
}
