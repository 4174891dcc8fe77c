"""A first model for this task: read both surveys, keep the houses that are complete, train a small network.

    python tasks/tabular/starter.py
"""

import csv
import re
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "models" / "tabular" / "model.keras"
COLUMNS = ["floor_area", "storeys", "insulation_cm", "outside_temperature", "wind_m_s", "residents"]
TARGET = "heating_kwh"


def read_houses():
    """Both files in one form: a dictionary for each house."""
    with open(HERE / "data" / "houses-north.csv", encoding="utf-8") as north:
        yield from csv.DictReader(north)
    with open(HERE / "data" / "houses-south.csv", encoding="latin-1") as south:
        for house in csv.DictReader(south, delimiter=";"):
            yield {name: cell.replace(",", ".") for name, cell in house.items()}


def number(cell):
    """A cell in the units of the model; None where nothing is known."""
    match = re.fullmatch(r"(-?[\d.]+)(?: (.+))?", cell)
    if not match or cell == "-999":
        return None
    value, unit = float(match[1]), match[2]
    if unit == "sq ft":
        return value / 10.7639
    return (value - 32) / 1.8 if unit == "°F" else value


def main():
    keras.utils.set_random_seed(1)
    rows = [[number(house[name]) for name in [*COLUMNS, TARGET]] for house in read_houses()]
    complete = np.array([row for row in rows if None not in row], "float32")
    inputs, labels = complete[:, :-1], complete[:, -1:]
    print(f"{len(complete)} of {len(rows)} houses are complete")

    normalise = keras.layers.Normalization()
    normalise.adapt(inputs)
    model = keras.Sequential([
        keras.Input((len(COLUMNS),)),
        normalise,
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1),
        keras.layers.Rescaling(float(labels.std()), offset=float(labels.mean())),
    ])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(inputs, labels, epochs=15, validation_split=0.1, verbose=2)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    model.save(MODEL)


if __name__ == "__main__":
    main()
