// The first-order rows of the table of optimizers, wrappers and estimators included, and what they claim.
#pragma once

#include "core/optim/adabelief.hpp"
#include "core/optim/adadelta.hpp"
#include "core/optim/adagrad.hpp"
#include "core/optim/adam.hpp"
#include "core/optim/adamax.hpp"
#include "core/optim/adasmooth.hpp"
#include "core/optim/amsgrad.hpp"
#include "core/optim/first_order.hpp"
#include "core/optim/forward_gradient.hpp"
#include "core/optim/gd.hpp"
#include "core/optim/lion.hpp"
#include "core/optim/momentum.hpp"
#include "core/optim/muon.hpp"
#include "core/optim/nadam.hpp"
#include "core/optim/nesterov.hpp"
#include "core/optim/radam.hpp"
#include "core/optim/rmsprop.hpp"
#include "core/optim/rprop.hpp"
#include "core/optim/sam.hpp"
#include "core/optim/table.hpp"
#include "core/optim/yogi.hpp"

namespace descent::first_order {

/// Builds Method<T> from the configuration's parameters.
template <template <class> class Method, class T>
std::unique_ptr<Optimizer<T>> build(const OptimizerConfig& config) {
  return std::make_unique<Method<T>>(config.params);
}

/// A row for an element-wise first-order method that runs on functions and networks alike.
template <template <class> class Method>
constexpr OptimizerEntry firstOrder(std::string_view id, std::string_view name, std::string_view family,
                                    std::string_view citation, std::span<const Claim> claims) {
  return {
      {id, name, family, citation, Method<double>::kParams, true, static_cast<unsigned>(Needs::kGradient)},
      claims,
      build<Method, double>,
      build<Method, float>};
}

/// A wrapper hands its base, made from the nested configuration, to Method<T>.
template <template <class> class Method, class T>
std::unique_ptr<Optimizer<T>> buildWrapper(const OptimizerConfig& config) {
  return std::make_unique<Method<T>>(config.params, config.base->make<T>());
}

template <template <class> class Method>
constexpr OptimizerEntry wrapper(std::string_view id, std::string_view name, std::string_view family,
                                 std::string_view citation, Needs needs, std::span<const Claim> claims) {
  return {{id, name, family, citation, Method<double>::kParams, false, static_cast<unsigned>(needs), true},
          claims,
          buildWrapper<Method, double>,
          buildWrapper<Method, float>};
}

inline constexpr Claim kGdClaims[] = {
    {"bowl", 0.1, 200, 1e-12}, {"valley", 0.4, 300, 1e-8}, {"rosenbrock", 0.001, 20000, 1e-3}};
inline constexpr Claim kMomentumClaims[] = {
    {"bowl", 0.05, 600, 1e-12}, {"valley", 0.1, 600, 1e-10}, {"pit", 0.05, 600, 1e-9}};
inline constexpr Claim kNesterovClaims[] = {
    {"bowl", 0.05, 600, 1e-12}, {"valley", 0.1, 600, 1e-10}, {"rosenbrock", 0.001, 5000, 1e-4}};
inline constexpr Claim kRmsPropClaims[] = {
    {"bowl", 0.001, 16000, 1e-5}, {"valley", 0.0005, 16000, 1e-5}, {"rosenbrock", 0.0005, 16000, 1e-3}};
inline constexpr Claim kAdamClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.1, 1000, 1e-10}, {"rosenbrock", 0.02, 6000, 1e-6}};
inline constexpr Claim kAdaGradClaims[] = {
    {"bowl", 1, 1000, 1e-10}, {"valley", 0.5, 1000, 1e-10}, {"rosenbrock", 0.5, 16000, 1e-09}};
inline constexpr Claim kAdaDeltaClaims[] = {
    {"bowl", 0.5, 4000, 1e-10}, {"valley", 0.5, 4000, 1e-10}, {"beale", 0.02, 16000, 1e-08}};
inline constexpr Claim kAdamWClaims[] = {
    {"bowl", 0.05, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.001, 16000, 1e-05}};
inline constexpr Claim kAmsGradClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
inline constexpr Claim kAdaMaxClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
inline constexpr Claim kNadamClaims[] = {
    {"bowl", 0.05, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"beale", 0.05, 2000, 1e-09}};
inline constexpr Claim kRAdamClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.1, 1000, 1e-10}, {"rosenbrock", 0.0005, 16000, 1e-09}};
inline constexpr Claim kAdaBeliefClaims[] = {
    {"bowl", 0.02, 1000, 1e-09}, {"valley", 0.01, 1500, 1e-09}, {"beale", 0.02, 1500, 1e-08}};
inline constexpr Claim kAdaSmoothClaims[] = {
    {"bowl", 0.001, 16000, 1e-05}, {"valley", 0.0005, 16000, 1e-05}, {"beale", 0.0005, 16000, 0.0001}};
inline constexpr Claim kYogiClaims[] = {
    {"bowl", 0.1, 1000, 1e-10}, {"valley", 0.05, 1000, 1e-10}, {"rosenbrock", 0.1, 4000, 1e-09}};
inline constexpr Claim kLionClaims[] = {
    {"bowl", 0.001, 12000, 1e-05}, {"valley", 0.001, 12000, 1e-05}, {"rosenbrock", 0.001, 4000, 0.001}};
inline constexpr Claim kRpropClaims[] = {
    {"bowl", 0.02, 1000, 1e-09}, {"valley", 0.002, 1000, 1e-09}, {"rosenbrock", 0.0005, 4000, 1e-05}};
inline constexpr Claim kMuonClaims[] = {
    {"bowl", 0.05, 16000, 1e-06}, {"valley", 0.05, 16000, 1e-06}, {"rosenbrock", 0.05, 16000, 0.0001}};
inline constexpr Claim kSamClaims[] = {
    {"bowl", 0.01, 1000, 0.0001}, {"valley", 0.02, 1500, 0.001}, {"himmelblau", 0.0005, 2000, 0.0001}};
inline constexpr Claim kAsamClaims[] = {{"bowl", 0.01, 1000, 0.0001}, {"valley", 0.002, 16000, 1e-06}};
inline constexpr Claim kForwardGradientClaims[] = {
    {"bowl", 0.02, 2000, 1e-09}, {"valley", 0.05, 4000, 1e-09}, {"beale", 0.01, 8000, 1e-06}};

inline constexpr OptimizerEntry kEntries[] = {
    firstOrder<GradientDescent>("gd", "Gradient descent", "first-order",
                                "Cauchy 1847; Robbins & Monro, A stochastic approximation method, 1951",
                                kGdClaims),
    firstOrder<Momentum>("momentum", "Momentum", "momentum",
                         "Polyak, Some methods of speeding up the convergence of iteration methods, 1964",
                         kMomentumClaims),
    firstOrder<Nesterov>(
        "nesterov", "Nesterov momentum", "momentum",
        "Nesterov, A method of solving a convex programming problem with convergence rate O(1/k^2), 1983",
        kNesterovClaims),
    firstOrder<AdaGrad>(
        "adagrad", "AdaGrad", "adaptive",
        "Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic "
        "optimization, 2011",
        kAdaGradClaims),
    firstOrder<AdaDelta>("adadelta", "AdaDelta", "adaptive",
                         "Zeiler, ADADELTA: an adaptive learning rate method, 2012", kAdaDeltaClaims),
    firstOrder<RmsProp>(
        "rmsprop", "RMSProp", "adaptive",
        "Tieleman & Hinton, Lecture 6.5: RMSProp, 2012; Graves, Generating sequences with recurrent "
        "neural networks, 2013",
        kRmsPropClaims),
    firstOrder<Adam>("adam", "Adam", "adaptive",
                     "Kingma & Ba, Adam: a method for stochastic optimization, 2015", kAdamClaims),
    firstOrder<AdamW>("adamw", "AdamW", "adaptive",
                      "Loshchilov & Hutter, Decoupled weight decay regularization, 2019", kAdamWClaims),
    firstOrder<AmsGrad>("amsgrad", "AMSGrad", "adaptive",
                        "Reddi, Kale & Kumar, On the convergence of Adam and beyond, 2018", kAmsGradClaims),
    firstOrder<AdaMax>("adamax", "AdaMax", "adaptive",
                       "Kingma & Ba, Adam: a method for stochastic optimization, section 7.1, 2015",
                       kAdaMaxClaims),
    firstOrder<Nadam>("nadam", "Nadam", "adaptive", "Dozat, Incorporating Nesterov momentum into Adam, 2016",
                      kNadamClaims),
    firstOrder<RAdam>("radam", "RAdam", "adaptive",
                      "Liu et al., On the variance of the adaptive learning rate and beyond, 2020",
                      kRAdamClaims),
    firstOrder<AdaBelief>(
        "adabelief", "AdaBelief", "adaptive",
        "Zhuang et al., AdaBelief optimizer: adapting stepsizes by the belief in observed gradients, "
        "2020",
        kAdaBeliefClaims),
    firstOrder<AdaSmooth>("adasmooth", "AdaSmooth", "adaptive",
                          "Lu, AdaSmooth: an adaptive learning rate method based on effective ratio, 2022",
                          kAdaSmoothClaims),
    firstOrder<Yogi>("yogi", "Yogi", "adaptive",
                     "Zaheer, Reddi, Sachan, Kale & Kumar, Adaptive methods for nonconvex optimization, 2018",
                     kYogiClaims),
    firstOrder<Lion>("lion", "Lion", "sign",
                     "Chen et al., Symbolic discovery of optimization algorithms, 2023", kLionClaims),
    firstOrder<Rprop>(
        "rprop", "Rprop", "sign",
        "Riedmiller & Braun, A direct adaptive method for faster backpropagation learning: the RPROP "
        "algorithm, 1993",
        kRpropClaims),
    firstOrder<Muon>("muon", "Muon", "matrix",
                     "Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024",
                     kMuonClaims),
    wrapper<Sam>("sam", "SAM", "wrapper",
                 "Foret, Kleiner, Mobahi & Neyshabur, Sharpness-aware minimization for efficiently improving "
                 "generalization, 2021",
                 Needs::kGradient, kSamClaims),
    wrapper<Asam>("asam", "ASAM", "wrapper",
                  "Kwon, Kim, Park & Choi, ASAM: adaptive sharpness-aware minimization, 2021",
                  Needs::kGradient, kAsamClaims),
    wrapper<ForwardGradient>(
        "forward-gradient", "Forward gradient", "estimator",
        "Baydin, Pearlmutter, Syme, Wood & Torr, Gradients without backpropagation, 2022",
        Needs::kDirectional, kForwardGradientClaims),
};

}  // namespace descent::first_order
