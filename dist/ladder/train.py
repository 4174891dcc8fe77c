"""
Train the reference ladder of one task and save every rung, as a candidate would:

    python train.py TASK.json TRAIN.npz OUT 1,2,3

TASK.json holds `input`, `output` and `metric` as in exam.yml, TRAIN.npz the arrays `inputs` and `labels` in the model contract. Each
rung is trained once for every seed and written as OUT/<rung>-<seed>.keras; each file is reported in a line of JSON. The naive rung
learns nothing, so that one file of it is enough.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from tensorflow import keras

import columns
import pictures
import series
import tokens
from training import uncompiled

BY_RANK = {1: columns, 2: series, 3: pictures}


def kind_of(task: dict):
    shape = task["input"]["shape"]
    if task["input"]["dtype"] == "int32" and len(shape) == 1:
        return tokens
    return BY_RANK[len(shape)]


def token_rows(texts, task: dict) -> np.ndarray:
    """Texts as the exam's published vocabulary numbers their words."""
    [length] = task["input"]["shape"]
    layer = keras.layers.TextVectorization(vocabulary=task["vocabulary"][2:], output_sequence_length=length)
    return layer(texts.reshape(-1)).numpy().astype("int32")


def rows_of(path: Path, task: dict) -> tuple[np.ndarray, np.ndarray]:
    """Inputs as a model receives them, and labels with a column even where there is one for each row."""
    with np.load(path) as arrays:
        x, y = arrays["inputs"], arrays["labels"]
    x = token_rows(x, task) if x.dtype.kind == "U" else x.astype(task["input"]["dtype"])
    return x, y.reshape(len(y), *(task["output"]["shape"] if task["output"]["kind"] == "values" else [1]))


def main() -> None:
    task = json.loads(Path(sys.argv[1]).read_text())
    x, y = rows_of(Path(sys.argv[2]), task)
    kind = kind_of(task)
    seeds = [int(seed) for seed in sys.argv[4].split(",")]
    for name, build in kind.rungs(task, x, y).items():
        for seed in seeds[:1] if name == "naive" else seeds:
            begun = time.process_time()
            keras.utils.set_random_seed(seed)
            model = uncompiled(build(seed))
            path = Path(sys.argv[3]) / f"{name}-{seed}.keras"
            model.save(path)
            seconds = round(time.process_time() - begun, 1)
            print(json.dumps({"rung": name, "seed": seed, "file": path.name, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
