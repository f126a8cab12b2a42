"""Writes weights with the names and shapes of BERT-tiny (2 layers of 128 units) as safetensors, and prints what numpy says of them.

python bertTiny.py FILE.safetensors                  numbers of numpy as JSON
python bertTiny.py FILE.safetensors --weightwatcher  numbers of WeightWatcher, which needs PyTorch, transformers and weightwatcher 0.7.7
"""

import contextlib
import json
import sys

import numpy
from safetensors.numpy import save_file

UNITS, INNER, LAYERS = 128, 512, 2


def dense(name, outputs, inputs):
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def norm(name):
    return {f"{name}.weight": (UNITS,), f"{name}.bias": (UNITS,)}


def shapes():
    rows = {"word": 30522, "position": 512, "token_type": 2}
    found = {f"embeddings.{name}_embeddings.weight": (count, UNITS) for name, count in rows.items()}
    found.update(norm("embeddings.LayerNorm"))
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            found.update(dense(f"{own}.attention.{part}", UNITS, UNITS))
        found.update(norm(f"{own}.attention.output.LayerNorm"))
        found.update(dense(f"{own}.intermediate.dense", INNER, UNITS))
        found.update(dense(f"{own}.output.dense", UNITS, INNER))
        found.update(norm(f"{own}.output.LayerNorm"))
    found.update(dense("pooler.dense", UNITS, UNITS))
    return found


def student(random, shape):
    """Student's t with 2 degrees of freedom, by its quantile: the same bits with every numpy."""
    u = random.random(shape)
    return (2 * u - 1) / numpy.sqrt(2 * u * (1 - u))


def log_moment(sample, sizes=(2, 5, 10, 20, 50, 100, 500, 1000)):
    """The published estimator: the median over block sizes, the mean taken off."""
    centred = sample - sample.mean()
    found = []
    for m in sizes:
        if m > len(centred):
            continue
        used = centred[: len(centred) // m * m]
        sums = used.reshape(-1, m).sum(axis=1)
        logs = [numpy.log(numpy.abs(x) + numpy.finfo(float).eps).mean() for x in (sums, used)]
        found.append(numpy.log(m) / (logs[0] - logs[1]))
    return float(numpy.median(found))


def power_law(values):
    """Exponent of the density, beginning and Kolmogorov distance of the power law that fits best."""
    best = None
    for start in range(len(values) - 1):
        tail = values[start:]
        exponent = 1 + len(tail) / numpy.log(tail / tail[0]).sum()
        fitted = 1 - (tail / tail[0]) ** (1 - exponent)
        distance = numpy.abs(numpy.arange(len(tail)) / len(tail) - fitted).max()
        if best is None or distance < best[2]:
            best = (float(exponent), float(tail[0]), float(distance))
    return best


def report(weights):
    wide = weights.astype(float)
    values = numpy.sort(numpy.linalg.svd(wide, compute_uv=False) ** 2)
    total, largest = values.sum(), values[-1]
    return {
        "tailIndex": log_moment(wide.ravel()),
        "mean": wide.mean(),
        "deviation": wide.std(),
        "count": len(values),
        "largest": largest,
        "stableRank": total / largest,
        "logNorm": numpy.log10(total),
        "powerLaw": power_law(values),
    }


def by_weightwatcher(arrays):
    import torch
    import weightwatcher
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": UNITS, "intermediate_size": INNER, "num_hidden_layers": LAYERS, "num_attention_heads": 2}
    model = BertModel(BertConfig(**sizes))
    # Every name and every shape has to be there.
    model.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()}, strict=True)
    # It prints where it has doubts.
    with contextlib.redirect_stdout(sys.stderr):
        rows = weightwatcher.WeightWatcher(model=model).analyze(plot=False, min_evals=0)
    columns = ["alpha", "alpha_weighted", "D", "lambda_max", "log_norm", "log_spectral_norm", "stable_rank"]
    return {row["longname"]: {column: float(row[column]) for column in columns} for _, row in rows.iterrows()}


random = numpy.random.Generator(numpy.random.PCG64(1))
arrays = {name: (0.02 * student(random, shape)).astype(numpy.float32) for name, shape in shapes().items()}
save_file(arrays, sys.argv[1])
if "--weightwatcher" in sys.argv:
    print(json.dumps(by_weightwatcher(arrays), indent=1))
else:
    print(json.dumps({name: report(array) for name, array in arrays.items() if array.ndim > 1}))
