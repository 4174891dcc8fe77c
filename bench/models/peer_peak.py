"""What one core can do at best, in GFLOP/s: NumPy's matrix product, which is OpenBLAS."""

import json
import os
import time

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402

SIZE, ROUNDS = 1024, 20
a, b = np.random.default_rng(0).random((2, SIZE, SIZE), dtype="float32")
best = float("inf")
for _ in range(ROUNDS):
    start = time.perf_counter()
    a @ b
    best = min(best, time.perf_counter() - start)
print(json.dumps({"gigaflops": 2 * SIZE**3 / best / 1e9}))
