import type { Bench } from './edits.ts';
import type { Edits } from './puzzle.ts';

/** For every cell and every edit of it: how often it was submitted, and what the answers were. */
interface Votes {
  readonly puzzle: Bench['puzzle'];
  /** Edits that a cell can have: its classes, or down and up. */
  readonly choices: number;
  readonly counts: Float64Array;
  readonly levels: Float64Array;
  draws: number;
  sum: number;
}

/** How much of what the votes say is done, from hardly anything to all of it: an attacker is granted the best choice. */
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

export function newVotes(puzzle: Bench['puzzle']): Votes {
  const choices = Math.max(2, puzzle.classes);
  const empty = () => new Float64Array(puzzle.cells * choices);
  return { puzzle, choices, counts: empty(), levels: empty(), draws: 0, sum: 0 };
}

export function noteDraw(votes: Votes, edits: Edits, level: number): void {
  votes.draws += 1;
  votes.sum += level;
  // A plain loop: this is where a simulation spends its time.
  for (let cell = 0; cell < edits.length; cell++) {
    const edit = edits[cell] ?? 0;
    const choice = cell * votes.choices + (votes.puzzle.classes > 0 ? edit : Number(edit > 0));
    votes.counts[choice] = (votes.counts[choice] ?? 0) + 1;
    votes.levels[choice] = (votes.levels[choice] ?? 0) + level;
  }
}

/** How much better answers were than usual where this stood, in units of chance. */
function vote({ counts, levels, draws, sum }: Votes, choice: number): number {
  const count = counts[choice] ?? 0;
  return count === 0 ? 0 : ((levels[choice] ?? 0) - (count * sum) / draws) / Math.sqrt(count);
}

export function finals(votes: Votes): readonly Edits[] {
  if (votes.draws < 2) return [];
  return votes.puzzle.classes > 0 ? elected(votes) : leaned(votes);
}

/** The cells with the strongest votes get the class that won. */
function elected(votes: Votes): readonly Edits[] {
  const winners = Array.from({ length: votes.puzzle.cells }, (_, cell) => {
    let winner = { cell, choice: 0, lead: 0 };
    const own = vote(votes, cell * votes.choices);
    for (let choice = 1; choice < votes.choices; choice++) {
      const lead = vote(votes, cell * votes.choices + choice) - own;
      if (lead > winner.lead) winner = { cell, choice, lead };
    }
    return winner;
  }).sort((a, b) => b.lead - a.lead);
  return SHARES.map((share) => {
    const edits = new Float64Array(votes.puzzle.cells);
    for (const { cell, choice } of winners.slice(0, share * winners.length)) edits[cell] = choice;
    return edits;
  });
}

/** Every value leans to the side that won, by as much as it won. */
function leaned(votes: Votes): readonly Edits[] {
  const leads = Float64Array.from(
    { length: votes.puzzle.cells },
    (_, cell) => vote(votes, 2 * cell + 1) - vote(votes, 2 * cell),
  );
  const size = Math.sqrt(leads.reduce((sum, lead) => sum + lead * lead, 0) / leads.length);
  return size === 0 ? [] : SHARES.map((share) => leads.map((lead) => (share * lead) / size));
}
