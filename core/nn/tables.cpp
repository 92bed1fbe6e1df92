#include "core/nn/tables.hpp"

#include <cmath>
#include <type_traits>

#include "core/base/pick.hpp"

namespace descent {
namespace {

using linalg::Act;

constexpr ParamSpec kLeakyParams[] = {ParamSpec::linear("slope", "\\alpha", 0.01, 0, 1)};

constexpr ActivationRow kActivations[] = {
    {"relu",
     "ReLU",
     "Nair & Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
     Act::kRelu,
     "\\max(0, z)",
     "[z > 0]",
     {}},
    {"sigmoid",
     "Sigmoid",
     "Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, 1986",
     Act::kSigmoid,
     "\\frac{1}{1 + e^{-z}}",
     "\\sigma(z)(1 - \\sigma(z))",
     {}},
    {"tanh",
     "Tanh",
     "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998",
     Act::kTanh,
     "\\tanh z",
     "1 - \\tanh^2 z",
     {}},
    {"identity", "Identity", "Rosenblatt, The perceptron, 1958", Act::kIdentity, "z", "1", {}},
    {"leaky-relu", "Leaky ReLU",
     "Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
     Act::kLeakyRelu, "\\max(\\alpha z, z)", "[z > 0] + \\alpha [z \\le 0]", kLeakyParams},
    {"gelu",
     "GELU",
     "Hendrycks & Gimpel, Gaussian Error Linear Units, 2016",
     Act::kGelu,
     "z\\,\\Phi(z)",
     "\\Phi(z) + z\\,\\varphi(z)",
     {}},
};

constexpr std::string_view kReductions[] = {"sum", "mean"};
constexpr ParamSpec kSquaredParams[] = {ParamSpec::flag("half", true),
                                        ParamSpec::choice("reduction", kReductions)};

constexpr LossRow kLosses[] = {
    {"softmax-cross-entropy",
     "Softmax cross-entropy",
     "Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990",
     LossKind::kSoftmaxCrossEntropy,
     "\\log \\sum_j e^{z_j} - z_y",
     "multiclass",
     {}},
    {"binary-cross-entropy",
     "Binary cross-entropy",
     "Cox, The Regression Analysis of Binary Sequences, 1958",
     LossKind::kBinaryCrossEntropy,
     "\\sum_j \\max(z_j, 0) - y_j z_j + \\log(1 + e^{-|z_j|})",
     "binary",
     {}},
    {"mse", "Squared error",
     "Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805",
     LossKind::kMeanSquaredError, "\\tfrac12 \\sum_j (z_j - y_j)^2", "regression", kSquaredParams},
};

constexpr ParamSpec kNormalParams[] = {ParamSpec::positive("std", "\\sigma", 0.01, 1e-4, 10)};

double within(Rng& rng, double bound) { return rng.uniform(-bound, bound); }

constexpr InitializerRow kInitializers[] = {
    {"he-normal",
     "He normal",
     "He, Zhang, Ren & Sun, Delving Deep into Rectifiers, 2015",
     "\\mathcal N(0, 2 / n_{\\mathrm{in}})",
     {},
     [](Rng& rng, double in, double, const Params&) { return rng.normal() * std::sqrt(2 / in); },
     false},
    {"he-uniform",
     "He uniform",
     "He, Zhang, Ren & Sun, Delving Deep into Rectifiers, 2015",
     "\\mathcal U(\\pm\\sqrt{6 / n_{\\mathrm{in}}})",
     {},
     [](Rng& rng, double in, double, const Params&) { return within(rng, std::sqrt(6 / in)); },
     false},
    {"glorot-normal",
     "Glorot normal",
     "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
     "\\mathcal N(0, 2 / (n_{\\mathrm{in}} + n_{\\mathrm{out}}))",
     {},
     [](Rng& rng, double in, double out, const Params&) { return rng.normal() * std::sqrt(2 / (in + out)); },
     false},
    {"glorot-uniform",
     "Glorot uniform",
     "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
     "\\mathcal U(\\pm\\sqrt{6 / (n_{\\mathrm{in}} + n_{\\mathrm{out}})})",
     {},
     [](Rng& rng, double in, double out, const Params&) { return within(rng, std::sqrt(6 / (in + out))); },
     false},
    {"pytorch-default",
     "PyTorch's default",
     "PyTorch, torch.nn.Linear: Kaiming uniform with a = √5, version 1.13, 2022",
     "\\mathcal U(\\pm 1 / \\sqrt{n_{\\mathrm{in}}})",
     {},
     [](Rng& rng, double in, double, const Params&) { return within(rng, 1 / std::sqrt(in)); },
     true},
    {"normal", "Normal",
     "Krizhevsky, Sutskever & Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012",
     "\\mathcal N(0, \\sigma^2)", kNormalParams,
     [](Rng& rng, double, double, const Params& p) { return rng.normal() * p["std"]; }, false},
    {"zeros",
     "Zeros",
     "the counterexample: all units of a layer stay equal (Rumelhart, Hinton & Williams, 1986)",
     "0",
     {},
     [](Rng&, double, double, const Params&) { return 0.0; },
     false},
};

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view id) {
  for (const auto& row : rows) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

template <const auto& kRows>
Result<Choice<std::remove_cvref_t<decltype(kRows[0])>>> parse(const char* what, const Value& spec,
                                                              const char* fallback) {
  const auto row = [](std::size_t i) { return RowKeys{kRows[i].id, kRows[i].params}; };
  DESCENT_TRY(Pick pick, readPick(spec, {what, fallback, std::size(kRows), row}));
  return Choice<std::remove_cvref_t<decltype(kRows[0])>>{&kRows[pick.row], std::move(pick.params)};
}

template <class Row>
Value described(const Row& row) {
  Value v = Value::object();
  v.set("id", row.id).set("name", row.name).set("citation", row.citation).set("formula", row.formula);
  v.set("params", describe(row.params));
  return v;
}

}  // namespace

std::span<const ActivationRow> activations() { return kActivations; }
std::span<const LossRow> losses() { return kLosses; }
std::span<const InitializerRow> initializers() { return kInitializers; }

const ActivationRow* findActivation(std::string_view id) { return find(activations(), id); }
const LossRow* findLoss(std::string_view id) { return find(losses(), id); }
const InitializerRow* findInitializer(std::string_view id) { return find(initializers(), id); }

Value describeActivations() {
  Value list = Value::array();
  for (const auto& row : activations()) list.push(described(row).set("slope", row.slope));
  return list;
}

Value describeLosses() {
  Value list = Value::array();
  for (const auto& row : losses()) list.push(described(row).set("task", row.task));
  return list;
}

Value describeInitializers() {
  Value list = Value::array();
  for (const auto& row : initializers()) list.push(described(row).set("biases", row.biases));
  return list;
}

Result<Choice<ActivationRow>> parseActivation(const Value& spec, const char* fallback) {
  return parse<kActivations>("activation", spec, fallback);
}
Result<Choice<LossRow>> parseLoss(const Value& spec, const char* fallback) {
  return parse<kLosses>("loss", spec, fallback);
}
Result<Choice<InitializerRow>> parseInitializer(const Value& spec, const char* fallback) {
  return parse<kInitializers>("initializer", spec, fallback);
}

}  // namespace descent
