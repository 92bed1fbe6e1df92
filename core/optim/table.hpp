// The table of optimizers: from a row come the JavaScript API, every panel's controls, the parametrised tests
// and the reference page. A new method is one header, one row in first_order_rows.hpp or
// second_order_rows.hpp, and its content entries (see CONTRIBUTING.md).
#pragma once

#include <memory>
#include <string>

#include "core/base/param.hpp"
#include "core/optim/optimizer.hpp"

namespace descent {

struct OptimizerConfig;

/// What a step asks of the problem.
enum class Needs : unsigned {
  kGradient = 1,
  kDirectional = 2,
  kHessian = 4,
  kResiduals = 8,
  kValue = 16,      ///< line searches and acceptance tests
  kCurvature = 32,  ///< Hessian-vector or Gauss-Newton products
};
constexpr unsigned operator|(Needs a, Needs b) { return static_cast<unsigned>(a) | static_cast<unsigned>(b); }
constexpr unsigned operator|(unsigned a, Needs b) { return a | static_cast<unsigned>(b); }

/// A problem on which the row claims to converge; the parametrised test holds it to that.
struct Claim {
  std::string_view objective;  ///< id in the table of objectives, started from its first start
  double lr;
  int steps;
  double tolerance;  ///< f must come within this of the nearest minimum's value
};

struct OptimizerRow {
  std::string_view id, name;
  std::string_view family;    ///< "first-order", "momentum", "adaptive", "sign", "matrix", "wrapper",
                              ///< "estimator", "second-order"
  std::string_view citation;  ///< authors, title, year
  std::span<const ParamSpec> params;
  bool common;         ///< whether it also takes kFirstOrderCommon (clipping, weight decay)
  unsigned needs;      ///< bitwise or of Needs
  bool wraps = false;  ///< takes another optimizer as `base` (sam, asam)
  bool functions =
      false;  ///< whether it runs on functions, on networks: filled in from what the row can make
  bool networks = false;
};

template <class T>
using OptimizerFactory = std::unique_ptr<Optimizer<T>> (*)(const OptimizerConfig&);

/// A row as it is written. What it makes and claims is kept apart from what it says: a program then holds the
/// methods of the number type it uses, and claims only where it tests them.
struct OptimizerEntry {
  OptimizerRow row;
  std::span<const Claim> claims;
  OptimizerFactory<double> onFunctions;  ///< null where it does not run on functions
  OptimizerFactory<float> onNetworks;    ///< null where it does not run on networks
};

std::span<const OptimizerRow> optimizers();
const OptimizerRow* findOptimizer(std::string_view id);
std::span<const Claim> claimsOf(const OptimizerRow& row);

/// A validated choice of method and parameters.
struct OptimizerConfig {
  const OptimizerRow* row = nullptr;
  Params params;
  double lr = 1;  ///< the base rate that schedules scale; 1 for methods without one
  std::shared_ptr<const OptimizerConfig> base;  ///< for wrappers

  /// The method for functions (double) or networks (float); null where it does not run on them.
  template <class T>
  std::unique_ptr<Optimizer<T>> make() const;
};

/// The specs a row accepts: its own, then the common ones.
std::vector<ParamSpec> acceptedParams(const OptimizerRow& row);

/// Reads "adam" or { id: "adam", lr: 0.1, beta1: 0.9 }; unknown ids, unknown keys and bad values are refused
/// with a path relative to `spec`.
Result<OptimizerConfig> parseOptimizer(const Value& spec);

/// The configuration in full, defaults included.
Value toValue(const OptimizerConfig& config);

/// The table as the catalogue shows it.
Value describeOptimizers();

}  // namespace descent
