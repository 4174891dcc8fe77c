export { autogradingCommands, autogradingNotices, autogradingResult, type Notice } from './autograding.ts';
export { badge, shields } from './badge.ts';
export { type Classroom50Context, classroom50 } from './classroom50.ts';
export { canvas, moodle, type Roster } from './gradebook.ts';
export { gradescope } from './gradescope.ts';
export { junit } from './junit.ts';
export type { Graded } from './points.ts';
export { readRoster } from './roster.ts';
export { readScorecard } from './scorecard.ts';
