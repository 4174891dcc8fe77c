/**
 * Every bound in one place, with its unit and its reason. A message that mentions a limit gives the value and the
 * bound.
 */
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** GitHub's own limit for one git object in a push; larger models need Git LFS, which no API serves to a grader. */
export const MAX_FILE_BYTES = 100 * MIB;

/** Five models of the largest size are unrealistic; 300 MiB holds five InceptionV3. */
export const MAX_SUBMISSION_BYTES = 300 * MIB;

/** A TensorFlow.js model has one shard per 4 MiB; 200 files are 800 MiB, beyond the byte limit. */
export const MAX_SUBMISSION_FILES = 200;

/** `submission.yml` names five paths; anything longer is not a manifest. */
export const MAX_MANIFEST_BYTES = 64 * KIB;

/** Entries of a folder graded from the command line: what GitHub lists of a repository before it truncates. */
export const MAX_FOLDER_ENTRIES = 100_000;

/** Git's own limit on Linux (PATH_MAX); GitHub refuses longer paths. */
export const MAX_PATH_BYTES = 4_096;

/** A Git LFS pointer has about 130 bytes; its specification allows fewer than 1,024. */
export const MAX_LFS_POINTER_BYTES = 1_024;

/** `exam.yml` with prose for a dozen tasks. */
export const MAX_EXAM_BYTES = MIB;

/** 300 pictures of 224×224×3 float32 are 172 MiB; encrypted sets are usually uint8 and smaller. */
export const MAX_HIDDEN_BYTES = 256 * MIB;

/** Time to download one hidden set: 256 MiB at 20 Mbit/s. */
export const DOWNLOAD_TIMEOUT_MS = 120_000;

/** Object storage redirects once, a vanity domain once more. */
export const MAX_REDIRECTS = 5;

/** What an archive may unfold to, as a multiple of nothing: a plain bound, checked before allocation. */
export const MAX_UNZIPPED_BYTES = GIB;

/** Members of a zip file. A `.keras` file has three and one per vocabulary. */
export const MAX_ZIP_MEMBERS = 1_000;

/** NASNetMobile, the most layered of keras.applications, has 771. */
export const MAX_LAYERS = 5_000;

/** Layers of a model that a picture of it is made from: NASNetMobile has 771. */
export const MAX_OUTLINE_LAYERS = 800;

/** What these take as JSON, at 100 bytes each and as much again: half of a worker's header. */
export const MAX_OUTLINE_BYTES = 128 * KIB;

/** Inputs of one layer that a picture shows. `Concatenate` has a dozen in the widest of keras.applications. */
export const MAX_OUTLINE_INPUTS = 32;

/** Characters of a layer's name in a picture. */
export const MAX_OUTLINE_NAME = 60;

/** Models nest a few levels deep; a config nested deeper is an attack on the stack. */
export const MAX_CONFIG_DEPTH = 100;

/** Groups in groups of an HDF5 file. Keras makes three for a model in a model; more are a circle. */
export const MAX_GROUP_DEPTH = 3 * MAX_CONFIG_DEPTH;

/** `model_config` of NASNetLarge is 1.2 MiB of JSON. */
export const MAX_CONFIG_BYTES = 16 * MIB;

/** Vocabulary of an exam, or learned by one layer. A million terms take 10 MiB; each takes ten times its bytes once it is read. */
export const MAX_VOCABULARY_BYTES = 32 * MIB;

/** A Keras `Tokenizer` as JSON, which lists every word five times: 300,000 words, of which most are then not used. */
export const MAX_TOKENIZER_BYTES = 32 * MIB;

/** Operations of a graph after its functions are inlined. NASNetLarge has 7,600; a function that calls two doubles. */
export const MAX_GRAPH_NODES = 100_000;

/** Functions of a graph call each other a dozen levels deep; deeper is an attack on the stack, or never ends. */
export const MAX_CALL_DEPTH = 100;

/** Messages in one part of a protocol buffer. The largest function of EfficientNetV2L has 400,000; each takes 200 bytes. */
export const MAX_PROTO_MESSAGES = 2_000_000;

/** Protocol Buffers' own default limit on nesting. */
export const MAX_PROTO_DEPTH = 100;

/** Constants inside a graph, unfolded: one number may stand for a whole tensor. Variables are bounded by their file. */
export const MAX_CONSTANT_BYTES = 256 * MIB;

/** NumPy's own limit is 64 dimensions; Keras layers stop at 7. */
export const MAX_RANK = 8;

/** `numpy.load` refuses longer headers too (`max_header_size`); real ones have 128. */
export const MAX_NPY_HEADER_BYTES = 10_000;

/** Numbers in one tensor of a running model: 1 GiB of float32, a quarter of the WASM heap. */
export const MAX_TENSOR_VALUES = 2 ** 28;

/** Rows that run together. Larger batches gain nothing on one core. */
export const MAX_BATCH_ROWS = 256;

/** Numbers of input that run together: 32 pictures of 150×150×3, beyond which the WASM heap was seen to break. */
export const MAX_BATCH_VALUES = 32 * 150 * 150 * 3;

/** Time one model may take for its whole hidden set, start of the process included. */
export const PREDICT_TIMEOUT_MS = 120_000;

/** Time that a check may spend on running one model again with other inputs; what is not tried by then is left out. */
export const DIAGNOSE_TIMEOUT_MS = 60_000;

/** Time that a grading may spend on the public sample, when the scores are out already. Models that take longer go without. */
export const REVIEW_TIMEOUT_MS = 60_000;

/** Rows of a public sample on which a model is tried again: enough to tell 0.90 from 0.95, few enough to do it often. */
export const MAX_TRIAL_ROWS = 500;

/** Silence of a process that several models share, as a part of the time one may take; then each is tried alone, with all of it. */
export const SHARED_SILENCE = 1 / 4;

/** What jobs may weigh that a shared process has and has not answered, as a part of its memory: a model takes a few times its file. */
export const SHARED_JOBS = 1 / 8;

/** Hidden sets that the grader holds open at once: one on its way to the worker, the next one decrypted meanwhile. */
export const MAX_SETS_AT_ONCE = 2;

/** Threads that compute in one worker. A GitHub-hosted runner has four cores; each thread takes some 15 MiB to begin with. */
export const MAX_THREADS = 8;

/** Resident memory one model may take. A GitHub-hosted runner has 16 GiB and grades two at a time. */
export const PREDICT_MEMORY_BYTES = 5 * GIB;

/** Kept for the grader itself while models run: a submission and two hidden sets, encrypted and unpacked. */
export const GRADER_MEMORY_BYTES = GIB;

/** A model is given this much to try even on a machine that has less to spare; small ones need a fifth of it. */
export const MIN_PREDICT_MEMORY_BYTES = GIB;

/** Models that run at once, where memory and cores allow it; more would not be faster on a runner's four cores. */
export const MAX_MODELS_AT_ONCE = 2;

/** What Node may write to and never touches: 0.6 GiB when it has done nothing yet (measured November 2026). */
export const WORKER_DATA_SLACK_BYTES = GIB;

/** Files that a worker has open at once: pipes, and its own modules while they load. */
export const WORKER_FILES = 256;

/** Threads of a worker, for each core and once more: Node has 11, TensorFlow a few pools. */
export const WORKER_THREADS = 32;

/** The WASM heap ends at 4 GiB, and near it a prediction was silently wrong (measured November 2026). */
export const MAX_WASM_HEAP_BYTES = 3.5 * GIB;

/** Numbers in a model's predictions: 100,000 rows of 1,000 classes. */
export const MAX_PREDICTION_VALUES = 100_000_000;

/** Attempts after the first, for a request to GitHub that failed for a passing reason. */
export const MAX_RETRIES = 3;

/** Longest wait that GitHub may ask for; secondary rate limits ask for one minute. Beyond it, the request fails. */
export const MAX_RETRY_WAIT_MS = 90_000;

/** One attempt of one request, body included: 100 MiB at 1 MiB/s. */
export const REQUEST_TIMEOUT_MS = 120_000;

/** Tasks read at once, and files of one task: 64 requests under way at most, where GitHub allows 100. */
export const MAX_CONCURRENT_REQUESTS = 8;

/** Attempts that an exam may allow in a day. */
export const MAX_ATTEMPTS_PER_DAY = 50;

/** Attempts that a history keeps, if they fit: of a day as many as are graded at most, twice what an exam may allow. */
export const MAX_ATTEMPTS_KEPT = 2 * MAX_ATTEMPTS_PER_DAY;

/** What publishing hides at the head of a comment: the marker by which it is found again. */
export const MAX_MARKER_BYTES = 256;

/** The history that is hidden beside it, and in check runs: 100 attempts at five tasks have 16 KB, sealed. */
export const MAX_HISTORY_BYTES = 24 * KIB;

/** Sealed results that the history carries from one submission to the next: one has 350 bytes, and most exams five tasks. */
export const MAX_CARRIED_BYTES = 6 * KIB;

/** The same in the comment, where the history is written in base64. */
export const MAX_CARRIED_TEXT_BYTES = 8 * KIB;

/** One sealed result in a folder: the facts of a model, a number and a mark, 220 bytes. */
export const MAX_REMEMBERED_BYTES = 4 * KIB;

/** Sealed results in a folder: 300 candidates, five tasks, six submissions each; 40 MiB at most, usually 2. */
export const MAX_REMEMBERED = 10_000;

/** A sealed result that nobody needed for so long: the term is over. */
export const MAX_REMEMBERED_DAYS = 120;

/** Commits of a pull request whose check runs are asked for what the comment has lost: one request each. */
export const MAX_COMMITS_SEARCHED = 50;

/** Other pull requests of one candidate that are asked for their history: three requests each. With more, none is graded. */
export const MAX_SIBLINGS = 30;

/** GitHub takes no comment beyond 2,500 on one pull request; before that, ours must be there, since it remembers. */
export const MAX_COMMENTS_BEFORE_OURS = 2_000;

/** GitHub: comment bodies, in characters; we count bytes, which is stricter. */
export const MAX_COMMENT_BYTES = 65_536;

/** GitHub: a check run's `summary` and `text`, in bytes. */
export const MAX_CHECK_TEXT_BYTES = 65_535;

/** GitHub: annotations in one request. */
export const MAX_ANNOTATIONS = 50;

/** GitHub: a job summary. */
export const MAX_SUMMARY_BYTES = MIB;

/** One file of an instructor's own data, held in memory: a table of 250 MB, a picture far smaller. */
export const MAX_SOURCE_FILE_BYTES = 256 * MIB;

/** Pixels of one picture of an instructor's own data: a phone's 48 megapixels, not a scan of a map. */
export const MAX_PICTURE_PIXELS = 50_000_000;

/** Examples that `pack` splits: beyond it, near-duplicates take longer to find than anyone waits. */
export const MAX_EXAMPLES = 200_000;

/** Classes of a task made by `pack`: ImageNet's thousand. More are a column of names or numbers mistaken for one. */
export const MAX_CLASSES = 1_000;

/** What one part of a packed task may unfold to, as NumPy holds it: text takes four bytes a character, padded. */
export const MAX_PART_BYTES = 512 * MIB;

/** A text in which a proof is looked for: a comment has 64 KiB, a job summary or a badge's picture up to 1 MiB. */
export const MAX_PROOF_TEXT_BYTES = MIB;

/** One signed token. The proof of an exam of twenty tasks has 12 KiB, its certificate as many. */
export const MAX_TOKEN_BYTES = 32 * KIB;

/** Signed tokens read from one text. A comment has two. */
export const MAX_TOKENS = 20;

/** `fivefold-keys.json`: a key has 200 bytes. */
export const MAX_KEYS_BYTES = 64 * KIB;

/** Public keys of one exam: a new one for each year, for a lifetime. */
export const MAX_KEYS = 100;

/** Weights of one model that are compared with those of others, the largest first: EfficientNetV2L has 1,000, most of them small. */
export const MAX_TENSOR_DIGESTS = 1_000;

/** Fewer numbers may agree without anybody having copied: a normalization of public data, a bias. */
export const MIN_DIGESTED_VALUES = 16;

/** People in one `roster.csv`: the largest online course that anybody has simulated here. */
export const MAX_STUDENTS = 100_000;

/** `roster.csv` of so many people, with a name, an id, a section and a repository each. */
export const MAX_ROSTER_BYTES = 32 * MIB;

/** Characters of a person's name, id or section; GitHub's own names end at 255. */
export const MAX_ROSTER_CELL = 255;

/** A year of minutes: whoever is given longer has no deadline. */
export const MAX_EXTENSION_MINUTES = 60 * 24 * 366;
