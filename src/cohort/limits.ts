/** Bounds of a sweep over many students, each with its unit and its reason. */
const MIB = 1024 * 1024;

/** One file of the results branch. With 100,000 students, a bucket of records has 4 MiB. */
export const MAX_RECORDS_BYTES = 64 * MIB;

/** Texts in one request that writes a tree. GitHub times out on what takes it longer than ten seconds. */
export const MAX_TREE_REQUEST_BYTES = 4 * MIB;

/** GitHub: jobs of one matrix. */
export const MAX_SHARDS = 256;

/** A job that has less to do than this spends as long on getting started: a runner takes half a minute. */
export const MIN_SHARD_MS = 120_000;

/** How long a sweep may be silent before another one takes its place: three submissions that are stopped at every task. */
export const LEASE_MS = 30 * 60_000;

/** A sweep writes at least this often, so that little is lost with it. */
export const MAX_UNWRITTEN_MS = 3 * 60_000;

/** Students between two commits to the results branch: each commit takes four requests. */
export const MAX_UNWRITTEN_STUDENTS = 50;

/** A push that GitHub reports as older than this, when it is looked at, is seen everywhere at GitHub. */
export const SETTLED_MS = 60_000;

/** Fewer repositories of one owner are asked for one by one. */
export const LISTING_PAYS = 3;

/** GitHub: points a minute (1 for reading, 5 for writing), writes a minute, new comments and issues an hour. */
export const MAX_POINTS_A_MINUTE = 900;
export const MAX_WRITES_A_MINUTE = 80;
export const MAX_CONTENTS_AN_HOUR = 500;

/** GitHub: requests an hour of an App's installation in an organisation, and of a token. */
export const MAX_REQUESTS_AN_HOUR = 5_000;

/** What a student may cost in requests: promised in docs/cohort-scale.md, tested, and reserved by every plan. */
export const CALLS_PER_UNCHANGED = 4;
export const CALLS_PER_CHANGED = 12;

/** Taken for a task that nobody has run yet. */
export const UNKNOWN_TASK_MS = 3_000;

/** `roster.csv` with 100,000 people has 8 MB. */
export const MAX_COURSE_FILE_BYTES = 32 * MIB;
