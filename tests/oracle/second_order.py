#!/usr/bin/python3
"""Writes second_order.json: where PyTorch's L-BFGS ends. Run by hand with Debian's python3-torch (1.13):

    /usr/bin/python3 tests/oracle/second_order.py
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def beale(x):
    return ((1.5 - x[0] + x[0] * x[1]) ** 2 + (2.25 - x[0] + x[0] * x[1] ** 2) ** 2
            + (2.625 - x[0] + x[0] * x[1] ** 3) ** 2)


def booth(x):
    return (x[0] + 2 * x[1] - 7) ** 2 + (2 * x[0] + x[1] - 5) ** 2


def himmelblau(x):
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def ill_conditioned(x, kappa=1000.0):
    curvature = kappa ** (torch.arange(len(x)) / (len(x) - 1))
    return 0.5 * (curvature * x ** 2).sum()


CASES = [
    ("rosenbrock", rosenbrock, [-1.2, 1.0]),
    ("rosenbrock", rosenbrock, [2.0, -1.0]),
    ("beale", beale, [1.0, 1.0]),
    ("booth", booth, [-5.0, 8.0]),
    ("himmelblau", himmelblau, [-1.0, -4.0]),
    ("ill-conditioned", ill_conditioned, [float(5 - i) for i in range(10)]),
]


def minimise(f, start, line_search, history):
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], lr=1, max_iter=1000, max_eval=5000, tolerance_grad=1e-9,
                                  tolerance_change=0, history_size=history, line_search_fn=line_search)

    def closure():
        optimizer.zero_grad()
        value = f(x)
        value.backward()
        return value

    optimizer.step(closure)
    state = optimizer.state[x]
    return {"x": x.tolist(), "f": f(x).item(), "iterations": state["n_iter"], "evaluations": state["func_evals"]}


def main():
    rows = []
    for name, f, start in CASES:
        for line_search in ("strong_wolfe", None):
            result = minimise(f, start, line_search, 10)
            rows.append({"objective": name, "start": start, "memory": 10,
                         "lineSearch": "strong-wolfe" if line_search else "none", **result})
    out = {"source": "torch " + torch.__version__.split("+")[0], "kappa": 1000, "toleranceGradient": 1e-9,
           "lbfgs": rows}
    path = pathlib.Path(__file__).with_name("second_order.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


main()
