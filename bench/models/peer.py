"""The peer: what a user would write instead. Loads one model with Keras and predicts, printing times as JSON."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
start = time.perf_counter()

import keras  # noqa: E402
import numpy as np  # noqa: E402

imported = time.perf_counter()
path, inputs = sys.argv[1], np.load(sys.argv[2])["inputs"]
model = keras.saving.load_model(path, compile=False)
loaded = time.perf_counter()
model.predict(inputs[:1], verbose=0)
first = time.perf_counter()
model.predict(inputs, verbose=0)
done = time.perf_counter()

report = {
    "importMs": imported - start,
    "loadMs": loaded - imported,
    "firstMs": first - loaded,
    "predictMs": done - first,
}
print(json.dumps({name: seconds * 1000 for name, seconds in report.items()}))
