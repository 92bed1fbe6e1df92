// The second-order rows of the table of optimizers and what they claim.
#pragma once

#include "core/optim/bfgs.hpp"
#include "core/optim/conjugate_gradient.hpp"
#include "core/optim/gauss_newton.hpp"
#include "core/optim/hessian_free.hpp"
#include "core/optim/lbfgs.hpp"
#include "core/optim/levenberg_marquardt.hpp"
#include "core/optim/newton.hpp"
#include "core/optim/saddle_free_newton.hpp"
#include "core/optim/scaled_conjugate_gradient.hpp"
#include "core/optim/table.hpp"

namespace descent::second_order {

template <template <class> class Method, class T>
std::unique_ptr<Optimizer<T>> make(const OptimizerConfig& config) {
  return std::make_unique<Method<T>>(config.params);
}

/// A row for a method that works with dense n x n matrices: functions only.
template <template <class> class Method>
constexpr OptimizerEntry dense(std::string_view id, std::string_view name, std::string_view citation,
                               unsigned needs, std::span<const Claim> claims) {
  return {{id, name, "second-order", citation, Method<double>::kParams, false, needs},
          claims,
          make<Method, double>,
          nullptr};
}

/// A row for a method that keeps to vectors: functions, and networks on the full batch.
template <template <class> class Method>
constexpr OptimizerEntry vectors(std::string_view id, std::string_view name, std::string_view citation,
                                 unsigned needs, std::span<const Claim> claims) {
  OptimizerEntry entry = dense<Method>(id, name, citation, needs, claims);
  entry.onNetworks = make<Method, float>;
  return entry;
}

// Steps are about twice what the tests count, so that another rounding of the last digits does not break a
// claim.
inline constexpr Claim kNewtonClaims[] = {{"rosenbrock", 1, 50, 1e-18},
                                          {"beale", 1, 40, 1e-18},
                                          {"booth", 1, 6, 1e-20},
                                          {"himmelblau", 1, 30, 1e-18},
                                          {"ill-conditioned", 1, 6, 1e-20}};
inline constexpr Claim kLineSearchClaims[] = {{"rosenbrock", 1, 100, 1e-14},
                                              {"beale", 1, 60, 1e-14},
                                              {"booth", 1, 40, 1e-14},
                                              {"himmelblau", 1, 60, 1e-14},
                                              {"ill-conditioned", 1, 60, 1e-14}};
inline constexpr Claim kScgClaims[] = {{"rosenbrock", 1, 200, 1e-14},
                                       {"beale", 1, 100, 1e-14},
                                       {"booth", 1, 40, 1e-14},
                                       {"himmelblau", 1, 60, 1e-14},
                                       {"ill-conditioned", 1, 60, 1e-14}};
inline constexpr Claim kGaussNewtonClaims[] = {
    {"rosenbrock", 1, 4, 1e-24}, {"booth", 1, 4, 1e-24}, {"himmelblau", 1, 30, 1e-18}};
inline constexpr Claim kLevenbergClaims[] = {{"rosenbrock", 1, 60, 1e-18},
                                             {"beale", 1, 40, 1e-18},
                                             {"booth", 1, 20, 1e-18},
                                             {"himmelblau", 1, 40, 1e-18},
                                             {"ill-conditioned", 1, 20, 1e-18}};
inline constexpr Claim kHessianFreeClaims[] = {{"rosenbrock", 1, 60, 1e-14},
                                               {"beale", 1, 60, 1e-14},
                                               {"booth", 1, 60, 1e-14},
                                               {"himmelblau", 1, 60, 1e-14},
                                               {"ill-conditioned", 1, 80, 1e-14}};

inline constexpr unsigned kGradientAndValue = Needs::kGradient | Needs::kValue;

inline constexpr OptimizerEntry kEntries[] = {
    dense<Newton>("newton", "Newton",
                  "Newton 1669, Raphson 1690; damped as in Nocedal & Wright, Numerical Optimization, 2006",
                  kGradientAndValue | Needs::kHessian, kNewtonClaims),
    dense<SaddleFreeNewton>("saddle-free-newton", "Saddle-free Newton",
                            "Dauphin et al., Identifying and attacking the saddle point problem in "
                            "high-dimensional non-convex optimization, 2014",
                            kGradientAndValue | Needs::kHessian, kNewtonClaims),
    vectors<ConjugateGradient>(
        "conjugate-gradient", "Conjugate gradient",
        "Fletcher & Reeves, Function minimization by conjugate gradients, 1964; Polak & "
        "Ribiere, Note sur la convergence de methodes de directions conjuguees, 1969",
        kGradientAndValue, kLineSearchClaims),
    vectors<ScaledConjugateGradient>(
        "scaled-conjugate-gradient", "Scaled conjugate gradient",
        "Moller, A scaled conjugate gradient algorithm for fast supervised learning, 1993", kGradientAndValue,
        kScgClaims),
    dense<Bfgs>("bfgs", "BFGS",
                "Broyden; Fletcher; Goldfarb; Shanno 1970; Nocedal & Wright, Numerical Optimization, 2006",
                kGradientAndValue, kLineSearchClaims),
    vectors<Lbfgs>(
        "lbfgs", "L-BFGS",
        "Nocedal, Updating quasi-Newton matrices with limited storage, 1980; Liu & Nocedal, On the "
        "limited memory BFGS method for large scale optimization, 1989",
        kGradientAndValue, kLineSearchClaims),
    dense<GaussNewton>("gauss-newton", "Gauss-Newton",
                       "Gauss, Theoria motus corporum coelestium, 1809; Wilamowski & Yu, Improved "
                       "computation for Levenberg-Marquardt training, 2010",
                       static_cast<unsigned>(Needs::kResiduals), kGaussNewtonClaims),
    dense<LevenbergMarquardt>("levenberg-marquardt", "Levenberg-Marquardt",
                              "Levenberg, A method for the solution of certain non-linear problems in least "
                              "squares, 1944; Marquardt 1963; Wilamowski & Yu 2010",
                              Needs::kResiduals | Needs::kValue, kLevenbergClaims),
    vectors<HessianFree>("hessian-free", "Hessian-free",
                         "Martens, Deep learning via Hessian-free optimization, 2010",
                         kGradientAndValue | Needs::kCurvature, kHessianFreeClaims),
};

}  // namespace descent::second_order
