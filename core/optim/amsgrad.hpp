// AMSGrad (Reddi, Kale & Kumar, On the convergence of Adam and beyond, 2018) in the three forms in use.
#pragma once

#include "core/optim/moments.hpp"

namespace descent {

/// m and v as in Adam, and the largest second moment so far, x:
///   rawMax:       x <- max(x, v);            theta <- theta - lr m^ / (sqrt(x/(1-b2^t)) + eps)   (PyTorch,
///   Keras) correctedMax: x <- max(x, v/(1-b2^t));   theta <- theta - lr m^ / (sqrt(x) + eps) (optax) paper:
///   x <- max(x, v);            theta <- theta - lr m / (sqrt(x) + eps), no bias correction; the paper has
///                                            no epsilon either, which is eps = 0.
/// With correctedMax the large early estimates are frozen for ever.
template <class T>
class AmsGrad final : public MomentMethod<T> {
 public:
  enum class Variant { kRawMax, kCorrectedMax, kPaper };
  static constexpr std::string_view kVariants[] = {"rawMax", "correctedMax", "paper"};
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.001), kBeta1, kBeta2, epsSpec(1e-8), ParamSpec::choice("variant", kVariants),
  };

  explicit AmsGrad(const Params& params)
      : MomentMethod<T>(params), variant_(params.template choice<Variant>("variant")) {}

 private:
  void onReset(const Layout& layout) override {
    this->start(layout, "v");
    this->addState("x", layout.size);
  }
  void beginStep(T lr) override {
    const std::int64_t t = ++this->t_;
    const double c1 = variant_ == Variant::kPaper ? 1 : totalWeight(this->beta1_, t);
    const double c2 = totalWeight(this->beta2_, t);
    rate_ = static_cast<T>(static_cast<double>(lr) / c1);
    before_ = static_cast<T>(variant_ == Variant::kCorrectedMax ? 1 / c2 : 1);
    after_ = static_cast<T>(variant_ == Variant::kRawMax ? 1 / c2 : 1);
  }
  void update(T* const* arrays, Index n) override {
    const auto d = this->decay();
    const T rate = rate_, before = before_, after = after_, eps = static_cast<T>(this->eps_);
    eachPack<5>(arrays, n, [=](auto& x, auto g, auto& m, auto& v, auto& largest) {
      m = d.keep1 * m + d.take1 * g;
      v = d.keep2 * v + d.take2 * g * g;
      largest = larger(largest, v * before);
      x -= rate * ratio(m, root(largest * after) + eps);
    });
  }

  Variant variant_;
  T rate_ = 0, before_ = 1, after_ = 1;
};

}  // namespace descent
