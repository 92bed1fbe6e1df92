// The tables of activations, losses and initialisers: what a network is made of, by name.
#pragma once

#include <span>
#include <string_view>

#include "core/base/param.hpp"
#include "core/base/rng.hpp"
#include "core/linalg/activation.hpp"

namespace descent {

struct ActivationRow {
  std::string_view id, name, citation;
  linalg::Act kind;
  std::string_view formula;  ///< TeX of the function of z
  std::string_view slope;    ///< TeX of its derivative
  std::span<const ParamSpec> params;
};

enum class LossKind : unsigned char { kSoftmaxCrossEntropy, kBinaryCrossEntropy, kMeanSquaredError };

struct LossRow {
  std::string_view id, name, citation;
  LossKind kind;
  std::string_view formula;  ///< TeX, of one sample, from the outputs z of the last layer
  std::string_view task;     ///< "multiclass", "binary" or "regression"
  std::span<const ParamSpec> params;
};

struct InitializerRow {
  std::string_view id, name, citation;
  std::string_view formula;  ///< TeX of the distribution of a weight
  std::span<const ParamSpec> params;
  /// One weight (or, where `biases`, one bias) of a layer with `inputs` inputs and `outputs` outputs.
  double (*draw)(Rng& rng, double inputs, double outputs, const Params& params);
  bool biases;  ///< biases are drawn from the same distribution; otherwise they start at zero
};

std::span<const ActivationRow> activations();
std::span<const LossRow> losses();
std::span<const InitializerRow> initializers();

const ActivationRow* findActivation(std::string_view id);
const LossRow* findLoss(std::string_view id);
const InitializerRow* findInitializer(std::string_view id);

/// The tables as the catalogue shows them.
Value describeActivations();
Value describeLosses();
Value describeInitializers();

/// A row and the values of its parameters.
template <class Row>
struct Choice {
  const Row* row = nullptr;
  Params params;
};

/// Read "relu" or { id: "leaky-relu", slope: 0.1 }; null takes `fallback`. Paths in errors are relative to
/// the value.
Result<Choice<ActivationRow>> parseActivation(const Value& spec, const char* fallback = "relu");
Result<Choice<LossRow>> parseLoss(const Value& spec, const char* fallback = "softmax-cross-entropy");
Result<Choice<InitializerRow>> parseInitializer(const Value& spec, const char* fallback = "he-normal");

}  // namespace descent
