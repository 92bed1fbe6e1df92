"""Networks in PyTorch as the lab's configurations describe them: a module for the scripts that compare the two, and
the half of networks.mjs that trains.

    /usr/bin/python3 tests/oracle/networks.py FOLDER     (Debian 12: python3-torch 1.13, python3-numpy)

FOLDER holds job.json and the files it speaks of (networks.mjs writes them); losses.json is added.
"""

import json
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def make_network(layers, activation):
    parts = []
    for inputs, outputs in zip(layers, layers[1:]):
        parts += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    return nn.Sequential(*parts[:-1])


def make_optimizer(parameters, c):
    """PyTorch's own method for one of ours, all of whose parameters are given; refuses what PyTorch does not have."""
    O = torch.optim

    def only(**settings):
        for key, value in settings.items():
            if c[key] != value:
                raise ValueError(f"PyTorch has no {c['id']} with {key} = {c[key]}")

    def adam(kind, **more):
        only(epsPlace="outside", biasCorrection="both")
        return kind(parameters, lr=c["lr"], betas=(c["beta1"], c["beta2"]), eps=c["eps"], foreach=False, **more)

    if c["id"] == "gd":
        return O.SGD(parameters, lr=c["lr"])
    if c["id"] == "momentum":
        only(form="heavy")  # the same as PyTorch's at a constant rate
        return O.SGD(parameters, lr=c["lr"], momentum=c["momentum"])
    if c["id"] == "adagrad":
        only(epsPlace="outside")
        return O.Adagrad(parameters, lr=c["lr"], eps=c["eps"], lr_decay=c["lrDecay"],
                         initial_accumulator_value=c["accumulatorInit"], foreach=False)
    if c["id"] == "rmsprop":
        only(epsPlace="outside")
        return O.RMSprop(parameters, lr=c["lr"], alpha=c["rho"], eps=c["eps"], centered=c["centered"],
                         momentum=c["momentum"], foreach=False)
    if c["id"] == "adam":
        return adam(O.Adam)
    if c["id"] == "adamw":
        only(weightDecayMode="decoupled")
        return adam(O.AdamW, weight_decay=c["weightDecay"])
    raise ValueError(f"unknown method {c['id']}")


def set_parameters(network, flat):
    """Per layer the weights (out x in, row-major), then the biases: PyTorch's order and the lab's."""
    at = 0
    with torch.no_grad():
        for parameter in network.parameters():
            count = parameter.numel()
            parameter.copy_(torch.from_numpy(flat[at : at + count].copy()).view_as(parameter))
            at += count
    if at != len(flat):
        raise ValueError(f"{len(flat)} parameters for a network of {at}")


class Job:
    def __init__(self, folder):
        with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
            self.__dict__.update(json.load(file))
        read = lambda name, kind: np.fromfile(os.path.join(folder, name), dtype=kind)
        self.first = {seed: read(f"parameters-{seed}", np.float32) for seed in self.seeds}
        images, labels = read("images", np.uint8), read("labels", np.uint8)
        self.x = torch.from_numpy(images.astype(np.float32) / 255).view(-1, self.layers[0])
        self.y = torch.from_numpy(labels.astype(np.int64))
        self.batches = torch.from_numpy(read("order", np.uint32).astype(np.int64)).split(self.batch)

    def losses(self, activation, config, parameters):
        """The mean loss of each batch, before its step."""
        network = make_network(self.layers, activation)
        set_parameters(network, parameters)
        optimizer = make_optimizer(network.parameters(), config)
        found = []
        for chosen in self.batches:
            optimizer.zero_grad()
            loss = cross_entropy(network(self.x[chosen]), self.y[chosen])
            loss.backward()
            optimizer.step()
            found.append(loss.item())
        return np.array(found)

    def run(self, run):
        loss = self.losses(run["activation"], run["optimizer"], self.first[run["seed"]])
        return {**run, "loss": [float("%.9g" % v) for v in loss]}

    def itself(self, run, loss):
        """How far PyTorch gets from itself (largest relative difference of a loss) when every first parameter is off by a
        rounding error or two."""
        noise, worst, first = np.random.RandomState(1), 0.0, self.first[run["seed"]]
        for _ in range(3):
            shaken = (first * (1 + 2e-7 * noise.uniform(-1, 1, first.shape))).astype(np.float32)
            off = np.abs(self.losses(run["activation"], run["optimizer"], shaken) - loss) / loss
            worst = max(worst, float(np.max(off)))
        return worst


def main(folder):
    torch.set_num_threads(1)
    job = Job(folder)
    runs = [job.run(run) for run in job.runs]
    if job.shake:
        for run in runs:
            print(run["activation"], run["optimizer"]["id"], run["optimizer"]["lr"], "seed", run["seed"],
                  "%.1e" % job.itself(run, np.array(run["loss"])), file=sys.stderr, flush=True)
    with open(os.path.join(folder, "losses.json"), "w", encoding="utf-8") as file:
        json.dump({"torch": torch.__version__, "runs": runs}, file)


if __name__ == "__main__":
    main(sys.argv[1])
