"""PyTorch on the benchmark's job, driven by pytorch.mjs: one JSON request a line on standard input, one answer a line.

    python3 tests/bench/pytorch.py DATA_FOLDER [THREADS]

Training as in PyTorch's own tutorials (nn.Sequential, torch.optim, cross_entropy) on tensors that are ready; times
are of training alone.
"""

import gzip
import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy


def read_job(folder):
    with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    raw = np.fromfile(os.path.join(folder, "job.bin"), dtype=np.uint8)
    at, count, inputs = job["offsets"], job["samples"], job["layers"][0]
    images = raw[at["images"] : at["images"] + count * inputs].reshape(count, inputs)
    labels = raw[at["labels"] : at["labels"] + count]
    parameters = raw[at["parameters"] :].view(np.float32)
    return {
        "layers": job["layers"],
        "x": torch.from_numpy(images.astype(np.float32) / 255),
        "y": torch.from_numpy(labels.astype(np.int64)),
        "parameters": torch.from_numpy(parameters.copy()),
    }


def read_idx(folder, name, header):
    with gzip.open(os.path.join(folder, name + "-ubyte.gz")) as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=header)


def make_network(layers):
    parts = []
    for inputs, outputs in zip(layers, layers[1:]):
        parts += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def make_optimizer(network, request):
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[request["optimizer"]]
    return kind(network.parameters(), lr=request["lr"])


class Job:
    def __init__(self, data, request):
        self.data, self.request, self.batch = data, request, request["batch"]
        self.network = make_network(data["layers"])
        self.reset()

    def reset(self):
        at = 0
        with torch.no_grad():
            for parameter in self.network.parameters():
                count = parameter.numel()
                parameter.copy_(self.data["parameters"][at : at + count].view_as(parameter))
                parameter.grad = None
                at += count
        self.optimizer = make_optimizer(self.network, self.request)
        self.at = 0

    def step(self):
        rounds = len(self.data["y"]) // self.batch
        first = self.at % rounds * self.batch
        self.at += 1
        x, y = self.data["x"][first : first + self.batch], self.data["y"][first : first + self.batch]
        self.optimizer.zero_grad()
        loss = cross_entropy(self.network(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def train(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            loss = self.step()
        value = float(loss)
        return {"seconds": time.perf_counter() - start, "loss": value}


def epochs(layers, request):
    """Epochs of real Fashion-MNIST, each in a new order, then the accuracy on the test set."""
    folder = request["folder"]
    bytes_train = read_idx(folder, "train-images-idx3", 16).reshape(-1, layers[0])
    bytes_test = read_idx(folder, "t10k-images-idx3", 16).reshape(-1, layers[0])
    labels_train = read_idx(folder, "train-labels-idx1", 8)
    labels_test = read_idx(folder, "t10k-labels-idx1", 8)
    start = time.perf_counter()
    x = torch.from_numpy(bytes_train.astype(np.float32) / 255)
    y = torch.from_numpy(labels_train.astype(np.int64))
    torch.manual_seed(1)
    network = make_network(layers)
    optimizer = make_optimizer(network, request)
    for _ in range(request["epochs"]):
        order = torch.randperm(len(y))
        for first in range(0, len(y), request["batch"]):
            chosen = order[first : first + request["batch"]]
            optimizer.zero_grad()
            cross_entropy(network(x[chosen]), y[chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        test = torch.from_numpy(bytes_test.astype(np.float32) / 255)
        right = (network(test).argmax(1).numpy() == labels_test).mean()
    return {"seconds": time.perf_counter() - start, "accuracy": float(right)}


def main():
    data = read_job(sys.argv[1])
    if len(sys.argv) > 2:
        torch.set_num_threads(int(sys.argv[2]))
    jobs = {}

    def answer(request):
        what = request["what"]
        if what == "info":
            return {"version": torch.__version__, "threads": torch.get_num_threads()}
        if what == "prepare":
            jobs[request["key"]] = Job(data, request)
            return {}
        if what == "epochs":
            return epochs(data["layers"], request)
        job = jobs[request["key"]]
        if what == "reset":
            job.reset()
            return {}
        if what == "train":
            return job.train(request["steps"])
        raise ValueError(f"unknown request {what}")

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
