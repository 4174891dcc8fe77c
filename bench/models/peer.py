"""The peer: what a user would write instead. Loads each model of a list with Keras, predicts and measures; times as JSON."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
start = time.perf_counter()

import keras  # noqa: E402
import numpy as np  # noqa: E402

from metric import measure  # noqa: E402

imported = time.perf_counter()
values = []
with open(sys.argv[1]) as file:
    jobs = json.load(file)
for job in jobs:
    data = np.load(job["data"])
    model = keras.saving.load_model(job["model"], compile=False)
    predictions = model.predict(data["inputs"], verbose=0)
    values.append(measure(job["metric"], predictions, data["labels"]))
done = time.perf_counter()
print(json.dumps({"importMs": (imported - start) * 1000, "gradeMs": (done - imported) * 1000, "values": values}))
