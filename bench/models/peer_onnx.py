"""A reference line: the same with ONNX Runtime, on models that were exported beforehand. No candidate submits such files."""

import json
import sys
import time

start = time.perf_counter()

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402

from metric import measure  # noqa: E402

BATCH_ROWS = 64

imported = time.perf_counter()
options = onnxruntime.SessionOptions()
options.log_severity_level = 3
values = []
with open(sys.argv[1]) as file:
    jobs = json.load(file)
for job in jobs:
    data = np.load(job["data"])
    path = job["model"].rsplit(".", 1)[0] + ".onnx"
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name, inputs = session.get_inputs()[0].name, data["inputs"]
    batches = [inputs[row : row + BATCH_ROWS] for row in range(0, len(inputs), BATCH_ROWS)]
    predictions = np.concatenate([session.run(None, {name: batch})[0] for batch in batches])
    values.append(measure(job["metric"], predictions, data["labels"]))
done = time.perf_counter()
print(json.dumps({"importMs": (imported - start) * 1000, "gradeMs": (done - imported) * 1000, "values": values}))
