"""The peer: Python Keras loads one model. Times and memory as JSON."""

import json
import os
import resource
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf

tf.zeros(1)  # starts TensorFlow's runtime, as the engine is started on our side

with open("/proc/self/statm") as statm:
    before = int(statm.read().split()[1]) * resource.getpagesize()
start = time.perf_counter()
model = keras.saving.load_model(sys.argv[1], compile=False)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
report = {"loadMs": seconds * 1000, "beforeBytes": before, "peakBytes": peak, "parameters": model.count_params()}
print(json.dumps(report))
