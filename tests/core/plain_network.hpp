// A multilayer perceptron in plain loops and float64, sharing nothing with the core: what the suites of the
// network laboratory compare with.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"

namespace descent::testing {

struct PlainNetwork {
  std::vector<std::size_t> layers;
  std::string activation;
  bool classes;  ///< softmax cross-entropy; otherwise ½ Σ (z − y)²

  double act(double z) const {
    if (activation == "tanh") return std::tanh(z);
    if (activation == "sigmoid") return 1 / (1 + std::exp(-z));
    return std::max(0.0, z);
  }
  /// By differences: also independent of how the core writes a slope.
  double slope(double z) const { return (act(z + 1e-5) - act(z - 1e-5)) / 2e-5; }

  /// Arguments z[l] of every layer for one input.
  std::vector<std::vector<double>> arguments(const std::vector<double>& theta, std::vector<double> a) const {
    std::vector<std::vector<double>> all;
    std::size_t at = 0;
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
      const std::size_t in = layers[l], out = layers[l + 1];
      std::vector<double> z(out);
      for (std::size_t i = 0; i < out; ++i) {
        z[i] = theta[at + out * in + i];
        for (std::size_t j = 0; j < in; ++j) z[i] += theta[at + i * in + j] * a[j];
      }
      at += out * (in + 1);
      a = z;
      for (double& x : a) x = act(x);
      all.push_back(std::move(z));
    }
    return all;
  }

  std::vector<double> input(const Dataset& data, std::size_t row) const {
    std::vector<double> x(layers[0]);
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] = data.bytes.empty() ? static_cast<double>(data.numbers[row * x.size() + j])
                                : data.bytes[row * x.size() + j] / 255.0;
    }
    return x;
  }

  double loss(const std::vector<double>& theta, const Dataset& data, std::size_t row) const {
    const auto z = arguments(theta, input(data, row)).back();
    double sum = 0;
    if (classes) {
      for (const double x : z) sum += std::exp(x);
      return std::log(sum) - z[static_cast<std::size_t>(data.labels[row])];
    }
    for (std::size_t j = 0; j < z.size(); ++j) {
      const double error = z[j] - static_cast<double>(data.targets[row * z.size() + j]);
      sum += error * error / 2;
    }
    return sum;
  }

  double meanLoss(const std::vector<double>& theta, const Dataset& data,
                  const std::vector<std::uint32_t>& rows) const {
    double sum = 0;
    for (const auto row : rows) sum += loss(theta, data, row);
    return sum / static_cast<double>(rows.size());
  }

  std::vector<double> gradient(std::vector<double> theta, const Dataset& data,
                               const std::vector<std::uint32_t>& rows, double h = 1e-5) const {
    std::vector<double> g(theta.size());
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double x = theta[i];
      theta[i] = x + h;
      const double up = meanLoss(theta, data, rows);
      theta[i] = x - h;
      g[i] = (up - meanLoss(theta, data, rows)) / (2 * h);
      theta[i] = x;
    }
    return g;
  }
};

inline std::vector<double> asDoubles(const Vec<float>& v) { return {v.data(), v.data() + v.size()}; }

}  // namespace descent::testing
