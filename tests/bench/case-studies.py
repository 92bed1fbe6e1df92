"""PyTorch on the case studies, driven by case-studies.mjs: one JSON request a line on standard input, one answer a line.

    python3 tests/bench/case-studies.py DATA_FOLDER [quick-]

Images are ready as tensors; PyTorch's own initial parameters and shuffles, one thread.
"""

import gzip
import json
import os
import sys

import numpy as np
import torch
from torch.nn.functional import cross_entropy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))
from networks import make_network, make_optimizer  # noqa: E402

folder, prefix = sys.argv[1], (sys.argv[2:] or [""])[0]
torch.set_num_threads(1)


def read(which):
    def idx(name, header):
        with gzip.open(os.path.join(folder, f"{prefix}{which}-{name}-ubyte.gz")) as file:
            return np.frombuffer(file.read(), dtype=np.uint8, offset=header)

    labels = torch.from_numpy(idx("labels-idx1", 8).astype(np.int64))
    images = torch.from_numpy(idx("images-idx3", 16).astype(np.float32) / 255)
    return images.view(len(labels), -1), labels


def study(request, train, test):
    """The share of test images that is right after the epochs."""
    torch.manual_seed(request["seed"])
    network = make_network(request["layers"], request["activation"])
    optimizer = make_optimizer(network.parameters(), request["optimizer"])
    x, y = train
    for _ in range(request["epochs"]):
        for chosen in torch.randperm(len(y)).split(request["batch"]):
            optimizer.zero_grad()
            cross_entropy(network(x[chosen]), y[chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        return float((network(test[0]).argmax(1) == test[1]).double().mean())


def main():
    print(json.dumps({"torch": torch.__version__}), flush=True)
    train, test = read("train"), read("t10k")
    for line in sys.stdin:
        print(json.dumps({"accuracy": study(json.loads(line), train, test)}), flush=True)


main()
