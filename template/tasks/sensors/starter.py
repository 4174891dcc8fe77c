"""A first model for this task: bring the three files together, leave out districts with gaps, fit a straight line.

    python tasks/sensors/starter.py
"""

import csv
from datetime import datetime
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "models" / "sensors" / "model.keras"
HOURS, HORIZON = 48, 12
NOTHING = ("", "--")


def numbers(cells):
    """Numbers, NaN where there is none."""
    return [float("nan") if cell in NOTHING else float(cell.replace(",", ".")) for cell in cells]


def read_demand():
    """By district: the hour of the week at which it starts, and 60 hours in MW."""
    with open(HERE / "data" / "demand.csv", encoding="utf-8") as file:
        for district, start, unit, *cells in list(csv.reader(file))[1:]:
            time = datetime.fromisoformat(start)
            megawatts = np.array(numbers(cells)) / (1000 if unit == "kW" else 1)
            yield district, (time.weekday() * 24 + time.hour, megawatts)


def read_temperature():
    """By district: 48 hours in °C."""
    for line in (HERE / "data" / "temperature.txt").read_text(encoding="utf-8").splitlines()[1:]:
        district, _date, _time, *cells = line.split()
        yield district, numbers(cells)


def read_sunshine():
    """By district: 48 hours in W/m²."""
    with open(HERE / "data" / "sunshine.csv", encoding="utf-8") as file:
        for district, _start, *cells in list(csv.reader(file, delimiter=";"))[1:]:
            yield district, numbers(cells)


def read_windows():
    """What the model will get, (districts, 48, 4), and what it is to answer, (districts, 12); without gaps."""
    temperature, sunshine = dict(read_temperature()), dict(read_sunshine())
    inputs, labels = [], []
    for district, (start, demand) in read_demand():
        hour_of_week = (start + np.arange(HOURS)) % 168
        inputs.append(np.stack([demand[:HOURS], temperature[district], sunshine[district], hour_of_week], axis=1))
        labels.append(demand[HOURS:])
    inputs, labels = np.array(inputs, "float32"), np.array(labels, "float32")
    complete = ~(np.isnan(inputs).any((1, 2)) | np.isnan(labels).any(1))
    print(f"{complete.sum()} of {len(complete)} districts have no gap")
    return inputs[complete], labels[complete]


def main():
    keras.utils.set_random_seed(1)
    inputs, labels = read_windows()
    normalise = keras.layers.Normalization()
    normalise.adapt(inputs)
    model = keras.Sequential([
        keras.Input((HOURS, inputs.shape[2])),
        normalise,
        keras.layers.Flatten(),
        keras.layers.Dense(HORIZON),
        keras.layers.Rescaling(float(labels.std()), offset=float(labels.mean())),
    ])
    model.compile(keras.optimizers.Adam(0.003), "mae")
    model.fit(inputs, labels, epochs=25, validation_split=0.1, verbose=2)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    model.save(MODEL)


if __name__ == "__main__":
    main()
