#include "core/schedule/schedule.hpp"

#include "core/base/pick.hpp"
#include "core/schedule/schedules.hpp"

namespace descent {
namespace {

template <class S>
std::unique_ptr<Schedule> build(const Params& params) {
  return std::make_unique<S>(params);
}

template <class S>
constexpr ScheduleRow row(std::string_view id, std::string_view name, std::string_view family,
                          std::string_view citation, std::string_view formula) {
  return {id, name, family, citation, formula, S::kParams, build<S>};
}

constexpr ScheduleRow kRows[] = {
    row<ConstantSchedule>("constant", "Constant", "constant", "Cauchy 1847", "\\eta(s) = \\eta_0"),
    row<StepSchedule>("step", "Step decay", "decay",
                      "Goodfellow, Bengio & Courville, Deep Learning, 2016, ch. 8; PyTorch StepLR",
                      "\\eta(s) = \\eta_0 \\, k^{-\\lfloor s/p \\rfloor}"),
    row<ExponentialSchedule>(
        "exponential", "Exponential decay", "decay",
        "Senior, Heigold, Ranzato & Yang, An empirical study of learning rates in deep neural "
        "networks for speech recognition, 2013; Keras ExponentialDecay",
        "\\eta(s) = \\eta_0 \\, \\lambda^{s/k}"),
    row<InverseTimeSchedule>(
        "inverse-time", "Inverse time decay", "decay",
        "Robbins & Monro, A stochastic approximation method, 1951; Keras InverseTimeDecay",
        "\\eta(s) = \\frac{\\eta_0}{1 + r\\,s/k}"),
    row<PolynomialSchedule>(
        "polynomial", "Polynomial decay", "decay",
        "Chen, Papandreou, Kokkinos, Murphy & Yuille, DeepLab, 2017; Keras PolynomialDecay",
        "\\eta(s) = (\\eta_0 - \\eta_e)\\left(1 - \\frac{\\min(s, T)}{T}\\right)^p + \\eta_e"),
    row<CosineSchedule>(
        "cosine", "Cosine decay", "cosine",
        "Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts, 2017",
        "\\eta(s) = \\eta_e + \\tfrac12 (\\eta_0 - \\eta_e)\\left(1 + \\cos\\frac{\\pi s}{T}\\right)"),
    row<WarmRestartsSchedule>(
        "warm-restarts", "Cosine with warm restarts", "cosine",
        "Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts, 2017",
        "\\eta(s) = \\eta_e + \\tfrac12 (\\eta_0 - \\eta_e)\\left(1 + \\cos\\frac{\\pi "
        "s_i}{T_i}\\right), \\quad T_i = T_0 m^i"),
    row<WarmupSchedule>("warmup", "Linear warm-up", "warm-up",
                        "Goyal et al., Accurate, large minibatch SGD: training ImageNet in 1 hour, 2017",
                        "\\eta(s) = \\eta_0 \\left(f + (1 - f) \\frac{\\min(s, W)}{W}\\right)"),
    row<OneCycleSchedule>(
        "one-cycle", "One cycle", "warm-up",
        "Smith & Topin, Super-convergence: very fast training of neural networks using large "
        "learning rates, 2018; PyTorch OneCycleLR",
        "\\frac{\\eta_0}{d} \\nearrow \\eta_0 \\searrow \\frac{\\eta_0}{d\\,d_e}, \\quad m_{\\max} "
        "\\searrow m_{\\min} \\nearrow m_{\\max}"),
};

}  // namespace

std::span<const ScheduleRow> schedules() { return kRows; }

Result<std::unique_ptr<Schedule>> parseSchedule(const Value& spec) {
  const auto row = [](std::size_t i) { return RowKeys{kRows[i].id, kRows[i].params}; };
  if (spec.isNull()) return kRows[0].make(Params());
  DESCENT_TRY(const Pick pick, readPick(spec, {"schedule", nullptr, std::size(kRows), row}));
  return kRows[pick.row].make(pick.params);
}

Value describeSchedules() {
  Value list = Value::array();
  for (const auto& r : kRows) {
    Value v = Value::object();
    v.set("id", r.id).set("name", r.name).set("family", r.family).set("citation", r.citation);
    v.set("formula", r.formula).set("params", describe(r.params));
    list.push(std::move(v));
  }
  return list;
}

}  // namespace descent
