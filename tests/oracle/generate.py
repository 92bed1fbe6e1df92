#!/usr/bin/python3
"""Writes the committed reference trajectories and rates; run by hand, never by the build.

    /usr/bin/python3 tests/oracle/generate.py        (Debian 12: python3-torch 1.13, python3-numpy)

optimizers.json: { torch, steps, runs: [{ reference: "torch" | "numpy", optimizer, schedule?, objective, start, x }] }, x
being the points after the listed steps. schedules.json: { runs: [{ reference, schedule, lr, s, rate, momentum? }] }.
muon.json: runs on f(W) = |A W B - C|^2 / 2, matrices row-major.

Gradients are fed by hand, so both sides see the same formulas. A run whose result hangs on rounding errors
(chaos) gets half the learning rate until it does not; the tolerance of the test is never touched.
"""

import json
import math
import os
import random

import numpy as np
import torch

import reference
from functions import FUNCTIONS

torch.set_default_dtype(torch.float64)  # before any optimizer: NAdam keeps scalars in the default type
torch.set_num_threads(1)

STEPS = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]
HERE = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20220417)


def drawn(lo, hi):
    return float("%.4g" % math.exp(rng.uniform(math.log(lo), math.log(hi))))


def uniform(lo, hi):
    return round(rng.uniform(lo, hi), 4)


class TorchRun:
    """A PyTorch optimizer as a generator of points. `each` may change the parameter group before step t (from 1)."""

    def __init__(self, factory, each=None):
        self.factory, self.each = factory, each

    def __call__(self, grad, w, c):
        p = torch.nn.Parameter(torch.tensor(w))
        optimizer = self.factory([p], c)
        t = 0
        while True:
            t += 1
            p.grad = torch.tensor(grad(p.detach().numpy().copy()))
            if self.each:
                self.each(optimizer, p, c, t)
            optimizer.step()
            yield p.detach().numpy().copy()


def sampled(run, grad, start, config, last=STEPS[-1]):
    points, w = [], np.array(start, dtype=np.float64)
    for t, w in enumerate(run(grad, w, config), 1):
        if not np.all(np.isfinite(w)) or np.abs(w).max() > 1e3:
            return None
        if t in STEPS:
            points.append(w.copy())
        if t == last:
            return np.array(points)


def shaken(grad):
    """The gradient at a point off by a rounding error or two, anew at every step."""
    noise = np.random.RandomState(1)
    return lambda w: grad(w * (1 + 4e-16 * noise.uniform(-1, 1, w.shape)))


def settled(run, name, config):
    """The trajectory at a rate at which it does not hang on the last bits: shaken, it must stay ten times closer to
    itself than the test asks."""
    grad, start = FUNCTIONS[name]
    config = dict(config)
    for _ in range(30):
        points = sampled(run, grad, start, config)
        other = sampled(run, shaken(grad), start, config) if points is not None else None
        if other is not None:
            size = np.maximum(np.linalg.norm(points, axis=1), 1e-3)
            if np.all(np.linalg.norm(points - other, axis=1) <= 1e-11 * size):
                return config, points
        config["lr"] = float("%.4g" % (config["lr"] / 2))
    raise SystemExit("no quiet rate for %s on %s" % (config, name))


def betas(c):
    return (c["beta1"], c["beta2"])


def hat_eps(optimizer, p, c, t):
    optimizer.param_groups[0]["eps"] = c["eps"] / math.sqrt(1 - c["beta2"]**t)


def clip_value(optimizer, p, c, t):
    torch.nn.utils.clip_grad_value_([p], c["clipThreshold"])


O = torch.optim
SGD = lambda p, c, **k: O.SGD(p, lr=c["lr"], **k)


def adam_options():
    return {"beta1": uniform(0.8, 0.95), "beta2": uniform(0.95, 0.9995), "eps": drawn(1e-10, 1e-4)}


# (configuration, reference kind, run); every entry is drawn anew for each of the two rounds.
def cases():
    lr = drawn
    T = TorchRun
    yield {"id": "gd", "lr": lr(1e-3, .05)}, T(SGD)
    yield ({"id": "gd", "lr": lr(1e-3, .05), "weightDecay": uniform(0.001, 0.1)},
           T(lambda p, c: SGD(p, c, weight_decay=c["weightDecay"])))
    yield {"id": "gd", "lr": lr(1e-3, .05), "clip": "value", "clipThreshold": uniform(.5, 5)}, T(SGD, clip_value)
    yield {"id": "gd", "lr": lr(1e-3, .05), "clip": "norm", "clipThreshold": uniform(.5, 5)}, reference.clipped_gd
    yield ({"id": "momentum", "lr": lr(1e-3, .05), "momentum": uniform(.5, .95)},
           T(lambda p, c: SGD(p, c, momentum=c["momentum"])))
    yield ({"id": "momentum", "form": "betaAlpha", "lr": lr(1e-3, .05), "momentum": uniform(.5, .95)},
           T(lambda p, c: SGD(p, c, momentum=c["momentum"])))
    yield ({"id": "momentum", "form": "ema", "lr": lr(1e-3, .1), "momentum": uniform(.5, .95)},
           T(lambda p, c: O.SGD(p, lr=c["lr"] * (1 - c["momentum"]), momentum=c["momentum"])))
    yield ({"id": "momentum", "form": "torch", "lr": lr(1e-3, .05), "momentum": uniform(.5, .95),
            "dampening": uniform(.1, .9), "weightDecay": uniform(0.001, 0.1)},
           T(lambda p, c: SGD(p, c, momentum=c["momentum"], dampening=c["dampening"], weight_decay=c["weightDecay"])))
    yield ({"id": "nesterov", "form": "lookahead", "lr": lr(1e-3, .05), "momentum": uniform(.5, .95)},
           T(lambda p, c: SGD(p, c, momentum=c["momentum"], nesterov=True)))
    yield ({"id": "nesterov", "form": "interim", "lr": lr(1e-3, .05), "momentum": uniform(.5, .95)},
           reference.nesterov_interim)
    yield ({"id": "adagrad", "lr": lr(.05, 1), "eps": lr(1e-10, 1e-4), "accumulatorInit": uniform(0, 1),
            "lrDecay": uniform(0, .1)},
           T(lambda p, c: O.Adagrad(p, lr=c["lr"], eps=c["eps"], initial_accumulator_value=c["accumulatorInit"],
                                    lr_decay=c["lrDecay"], foreach=False)))
    yield ({"id": "adagrad", "lr": lr(.05, 1), "eps": lr(1e-8, 1e-3), "accumulatorInit": uniform(0, 1),
            "epsPlace": "inside"}, reference.adagrad)
    yield ({"id": "adadelta", "lr": lr(.1, 2), "rho": uniform(.8, .99), "eps": lr(1e-7, 1e-4)},
           T(lambda p, c: O.Adadelta(p, lr=c["lr"], rho=c["rho"], eps=c["eps"], foreach=False)))
    for centered in (False, True):
        for momentum in (0, uniform(.5, .9)):
            yield ({"id": "rmsprop", "lr": lr(1e-3, .05), "rho": uniform(.8, .99), "eps": lr(1e-6, 1e-3),
                    "epsPlace": "outside", "centered": centered, "momentum": momentum},
                   T(lambda p, c: O.RMSprop(p, lr=c["lr"], alpha=c["rho"], eps=c["eps"], centered=c["centered"],
                                            momentum=c["momentum"], foreach=False)))
            yield ({"id": "rmsprop", "lr": lr(1e-3, .05), "rho": uniform(.8, .99), "eps": lr(1e-6, 1e-3),
                    "epsPlace": "inside", "centered": centered, "momentum": momentum}, reference.rmsprop)
    yield {"id": "rmsprop", "lr": lr(1e-3, .05), "rho": uniform(.8, .99), "epsPlace": "none"}, reference.rmsprop
    adam = lambda name, **more: lambda p, c: getattr(O, name)(
        p, lr=c["lr"], betas=betas(c), eps=c["eps"], **{k: c[v] for k, v in more.items()}, foreach=False)
    yield {"id": "adam", "lr": lr(.01, .2), **adam_options()}, T(adam("Adam"))
    yield ({"id": "adam", "lr": lr(.01, .2), **adam_options(), "weightDecay": uniform(.001, .1)},
           T(adam("Adam", weight_decay="weightDecay")))
    yield {"id": "adam", "lr": lr(.01, .2), **adam_options(), "epsPlace": "outsideHat"}, T(adam("Adam"), hat_eps)
    yield {"id": "adam", "lr": lr(.01, .2), **adam_options(), "epsPlace": "inside"}, reference.adam
    yield {"id": "adam", "lr": lr(.01, .2), **adam_options(), "epsPlace": "both", "epsRoot": lr(1e-10, 1e-5)}, reference.adam
    for correction in ("none", "firstOnly", "beta1Both"):
        for place in ("outside", "inside", "outsideHat"):
            yield ({"id": "adam", "lr": lr(.01, .1), **adam_options(), "epsPlace": place, "biasCorrection": correction},
                   reference.adam)
    yield ({"id": "adamw", "lr": lr(.01, .2), **adam_options(), "weightDecay": uniform(.001, .1)},
           T(adam("AdamW", weight_decay="weightDecay")))
    yield ({"id": "amsgrad", "lr": lr(.01, .2), **adam_options()},
           T(lambda p, c: O.Adam(p, lr=c["lr"], betas=betas(c), eps=c["eps"], amsgrad=True, foreach=False)))
    for variant in ("correctedMax", "paper"):
        yield {"id": "amsgrad", "lr": lr(.01, .2), **adam_options(), "variant": variant}, reference.amsgrad
    yield {"id": "adamax", "lr": lr(.01, .2), **adam_options()}, T(adam("Adamax"))
    for place in ("outside", "none"):
        yield {"id": "adamax", "lr": lr(.01, .2), **adam_options(), "epsPlace": place}, reference.adamax
    nadam = lambda p, c: O.NAdam(p, lr=c["lr"], betas=betas(c), eps=c["eps"], momentum_decay=c["psi"], foreach=True)
    yield {"id": "nadam", "lr": lr(.01, .2), **adam_options(), "psi": lr(1e-3, 1e-2)}, T(nadam)
    yield {"id": "nadam", "lr": lr(.01, .2), **adam_options(), "psi": 1.0}, T(nadam)  # what Keras 3 computes
    yield {"id": "nadam", "lr": lr(.01, .2), **adam_options(), "constMu": True}, reference.nadam_const
    yield {"id": "radam", "lr": lr(1e-4, 1e-3), **adam_options()}, T(adam("RAdam"))
    yield {"id": "adabelief", "lr": lr(.001, .05), "beta1": uniform(.8, .95), "beta2": uniform(.95, .9995)}, reference.adabelief
    yield {"id": "adabelief", "lr": lr(.001, .05), "eps": lr(1e-12, 1e-6)}, reference.adabelief
    yield {"id": "adabelief", "lr": lr(1e-4, 1e-3), "eps": lr(1e-12, 1e-6), "rectify": True}, reference.adabelief
    for variant in ("window", "cumulative", "tensorRatio"):
        yield ({"id": "adasmooth", "lr": lr(.001, .02), "rho1": uniform(.3, .6), "rho2": uniform(.9, .99),
                "window": rng.randint(2, 30), "eps": lr(1e-5, 1e-3), "firstRatio": uniform(.2, 1), "variant": variant},
               reference.adasmooth)
    yield ({"id": "yogi", "lr": lr(.01, .2), "beta2": uniform(.95, .9995), "eps": lr(1e-4, 1e-2),
            "accumulatorInit": lr(1e-6, 1e-2)}, reference.yogi)
    yield {"id": "lion", "lr": lr(1e-4, 1e-2), "beta1": uniform(.8, .95), "beta2": uniform(.9, .99)}, reference.lion
    yield {"id": "lion", "lr": lr(1e-4, 1e-2), "weightDecay": uniform(.01, .5)}, reference.lion
    yield ({"id": "rprop", "lr": lr(1e-3, .1), "etaMinus": uniform(.3, .7), "etaPlus": uniform(1.05, 1.4)},
           T(lambda p, c: O.Rprop(p, lr=c["lr"], etas=(c["etaMinus"], c["etaPlus"]), foreach=False)))
    yield {"id": "muon", "lr": lr(.1, 2)}, reference.muon_partner
    bases = [{"id": "gd"}, {"id": "momentum", "momentum": uniform(.5, .9)}, {"id": "adam"}]
    for base in bases:
        rate = lr(.01, .1) if base["id"] == "adam" else lr(1e-3, .02)
        yield {"id": "sam", "lr": rate, "radius": uniform(.01, .2), "base": base}, reference.sam
        yield {"id": "asam", "lr": rate, "radius": uniform(.1, .5), "offset": uniform(.001, .1), "base": base}, reference.asam
        for tangent in ("normal", "rademacher", "sphere"):
            yield ({"id": "forward-gradient", "lr": rate / 4, "tangent": tangent, "samples": rng.randint(1, 4),
                    "seed": rng.randint(0, 99999), "base": base}, reference.forward_gradient)


def kind(run):
    return "torch" if isinstance(run, TorchRun) else "numpy"


def optimizer_runs():
    runs = []
    for _ in range(2):
        for config, run in cases():
            for name in FUNCTIONS:
                used, points = settled(run, name, config)
                runs.append({"reference": kind(run), "optimizer": used, "objective": name, "start": FUNCTIONS[name][1],
                             "x": points.tolist()})
    return runs


def muon_runs():
    runs = []
    random_matrix = lambda r, c: np.array([[round(rng.gauss(0, 1), 3) for _ in range(c)] for _ in range(r)])
    options = [{}, {"nesterov": False}, {"buffer": "sum"}, {"scaling": "matchRms", "weightDecay": .1}, {"iterations": 8}]
    for (rows, cols), option in zip([(3, 5), (5, 3), (4, 4), (2, 6), (6, 2)], options):
        a, b, c, w = random_matrix(4, rows), random_matrix(cols, 4), random_matrix(4, 4), random_matrix(rows, cols)
        grad = lambda x: a.T @ (a @ x @ b - c) @ b.T
        config = {"id": "muon", "lr": drawn(.002, .02), "momentum": uniform(.8, .95), **option}
        points = sampled(reference.muon, grad, w, config, last=200)
        runs.append({"reference": "numpy", "optimizer": config, "rows": rows, "cols": cols, "a": a.ravel().tolist(),
                     "b": b.ravel().tolist(), "c": c.ravel().tolist(), "start": w.ravel().tolist(),
                     "x": [p.ravel().tolist() for p in points]})
    return runs


def torch_rates(factory, lr, count, momentum=False):
    optimizer = O.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=.9)
    scheduler = factory(optimizer)
    rates, momenta = [], []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        scheduler.step()
    return (rates, momenta) if momentum else (rates, None)


def schedule_runs():
    S = torch.optim.lr_scheduler
    runs = []

    def add(schedule, lr, s, rates, reference, momenta=None):
        run = {"reference": reference, "schedule": schedule, "lr": lr, "s": s, "rate": [rates[k] for k in s]}
        if momenta:
            run["momentum"] = [momenta[k] for k in s]
        runs.append(run)

    def numpy_rates(schedule, lr, formula, count=250):
        s = list(range(0, count, 7)) + [count - 1]
        add(schedule, lr, s, [float(formula(k)) for k in range(count)], "numpy")

    def from_torch(schedule, lr, factory, count=250, momentum=False):
        rates, momenta = torch_rates(factory, lr, count, momentum)
        add(schedule, lr, sorted(set(list(range(0, count, 7)) + [1, 2, count - 1])), rates, "torch", momenta)

    for _ in range(3):
        lr, period, k = drawn(.01, 1), rng.randint(2, 40), drawn(1.1, 5)
        from_torch({"id": "constant"}, lr, lambda o: S.LambdaLR(o, lambda s: 1.0))
        from_torch({"id": "step", "period": period, "reduction": k}, lr, lambda o: S.StepLR(o, period, 1 / k))
        lam, every = uniform(.7, .99), rng.randint(1, 20)
        from_torch({"id": "exponential", "decayRate": lam, "decaySteps": every}, lr,
                   lambda o: S.LambdaLR(o, lambda s: lam**(s / every)))
        from_torch({"id": "exponential", "decayRate": lam, "decaySteps": 1}, lr, lambda o: S.ExponentialLR(o, lam))
        numpy_rates({"id": "exponential", "decayRate": lam, "decaySteps": every, "staircase": True}, lr,
                    lambda s: lr * lam**(s // every))
        r = uniform(.1, 3)
        numpy_rates({"id": "inverse-time", "decayRate": r, "decaySteps": every}, lr, lambda s: lr / (1 + r * s / every))
        numpy_rates({"id": "inverse-time", "decayRate": r, "decaySteps": every, "staircase": True}, lr,
                    lambda s: lr / (1 + r * (s // every)))
        total, power = rng.randint(60, 200), uniform(.5, 3)
        from_torch({"id": "polynomial", "totalSteps": total, "power": power}, lr,
                   lambda o: S.PolynomialLR(o, total_iters=total, power=power))
        end = drawn(1e-5, 1e-2)
        numpy_rates({"id": "polynomial", "totalSteps": total, "power": power, "endRate": end}, lr,
                    lambda s: (lr - end) * (1 - min(s, total) / total)**power + end)
        from_torch({"id": "cosine", "totalSteps": total, "endRate": end, "after": "periodic"}, lr,
                   lambda o: S.CosineAnnealingLR(o, total, eta_min=end), count=250)
        numpy_rates({"id": "cosine", "totalSteps": total, "endRate": end}, lr,
                    lambda s: end + (lr - end) * (1 + math.cos(math.pi * min(s, total) / total)) / 2)
        mult = rng.randint(1, 3)
        from_torch({"id": "warm-restarts", "period": period, "multiplier": mult, "endRate": end}, lr,
                   lambda o: S.CosineAnnealingWarmRestarts(o, period, T_mult=mult, eta_min=end))
        warm, factor = rng.randint(2, 60), uniform(.05, .9)
        from_torch({"id": "warmup", "warmupSteps": warm, "startFactor": factor}, lr,
                   lambda o: S.LinearLR(o, start_factor=factor, total_iters=warm))
        for anneal, name in (("cosine", "cos"), ("linear", "linear")):
            n, pct, div, final = rng.randint(100, 249), uniform(.1, .6), uniform(5, 50), drawn(10, 1e5)
            from_torch({"id": "one-cycle", "totalSteps": n, "warmFraction": pct, "divFactor": div,
                        "finalDivFactor": final, "anneal": anneal, "baseMomentum": .8, "maxMomentum": .9}, lr,
                       lambda o: S.OneCycleLR(o, max_lr=lr, total_steps=n, pct_start=pct, div_factor=div,
                                              final_div_factor=final, anneal_strategy=name, base_momentum=.8,
                                              max_momentum=.9), count=n, momentum=True)
    return runs


def scheduled_runs():
    """Optimizers under a schedule: where forms that agree at a constant rate part."""
    S = torch.optim.lr_scheduler
    combos = [
        ({"id": "momentum", "form": "torch", "lr": .02, "momentum": .9}, lambda p, c: SGD(p, c, momentum=.9),
         {"id": "exponential", "decayRate": .95, "decaySteps": 10}, lambda o: S.LambdaLR(o, lambda s: .95**(s / 10))),
        ({"id": "nesterov", "form": "lookahead", "lr": .01, "momentum": .9},
         lambda p, c: SGD(p, c, momentum=.9, nesterov=True), {"id": "step", "period": 50, "reduction": 2},
         lambda o: S.StepLR(o, 50, .5)),
        ({"id": "adam", "lr": .1}, lambda p, c: O.Adam(p, lr=c["lr"]), {"id": "one-cycle", "totalSteps": 1001},
         lambda o: S.OneCycleLR(o, max_lr=.1, total_steps=1001)),
        ({"id": "momentum", "form": "torch", "lr": .01}, lambda p, c: SGD(p, c, momentum=.9),
         {"id": "one-cycle", "totalSteps": 1001}, lambda o: S.OneCycleLR(o, max_lr=.01, total_steps=1001)),
        ({"id": "adamw", "lr": .05, "weightDecay": .02}, lambda p, c: O.AdamW(p, lr=c["lr"], weight_decay=.02),
         {"id": "cosine", "totalSteps": 800, "after": "periodic"}, lambda o: S.CosineAnnealingLR(o, 800)),
    ]
    runs = []
    for config, factory, schedule, scheduler in combos:
        def run(grad, w, c):
            p = torch.nn.Parameter(torch.tensor(w))
            optimizer = factory([p], c)
            rates = scheduler(optimizer)
            while True:
                p.grad = torch.tensor(grad(p.detach().numpy().copy()))
                optimizer.step()
                yield p.detach().numpy().copy()
                rates.step()

        for name in ("bowl", "valley"):
            points = sampled(run, *FUNCTIONS[name], config)
            runs.append({"reference": "torch", "optimizer": config, "schedule": schedule, "objective": name,
                         "start": FUNCTIONS[name][1], "x": points.tolist()})
    return runs


def write(name, content):
    head = {key: value for key, value in content.items() if key != "runs"}
    lines = ",\n".join(json.dumps(run, separators=(",", ":")) for run in content["runs"])
    with open(os.path.join(HERE, name), "w") as out:
        out.write(json.dumps(head, separators=(",", ":"))[:-1] + ("," if head else "") + '"runs":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    made = {"made": "tests/oracle/generate.py", "torch": torch.__version__, "numpy": np.__version__}
    write("optimizers.json", {**made, "steps": STEPS, "runs": optimizer_runs() + scheduled_runs()})
    write("muon.json", {**made, "steps": STEPS, "runs": muon_runs()})
    write("schedules.json", {**made, "runs": schedule_runs()})
