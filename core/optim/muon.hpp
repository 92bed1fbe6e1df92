// Muon (Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024): momentum whose matrix
// is made nearly orthogonal by Newton-Schulz iterations; after Bernstein & Newhouse, Old optimizer, new norm,
// 2024.
#pragma once

#include <algorithm>

#include "core/linalg/reference.hpp"
#include "core/optim/first_order.hpp"
#include "core/optim/kernel.hpp"

namespace descent {

/// Writes an approximately orthogonal factor of a rows x cols matrix (row-major) into x, which holds the
/// matrix on entry: x <- x/(|x|_F + 1e-7), transposed if rows > cols, then x <- a x + (b A + c A^2) x with A
/// = x x', `steps` times. (a, b, c) is tuned for slope at 0, not for convergence: singular values end between
/// about 0.5 and 1.5 (those that were not negligible against the largest).
template <class T>
class NewtonSchulz {
 public:
  /// Room for matrices of this size; the only place that allocates.
  void reserve(Index rows, Index cols) {
    const Index small = std::min(rows, cols), large = std::max(rows, cols);
    grow(x_, small * large);
    grow(y_, small * large);
    grow(gram_, small * small);
    grow(square_, small * small);
    pack_.reserve({small, small, large});
    pack_.reserve({small, small, small});
  }

  void run(T* m, Index rows, Index cols, int steps, parallel::Executor& executor) {
    const Index r = std::min(rows, cols), c = std::max(rows, cols);
    const bool transposed = rows > cols;
    const T scale = static_cast<T>(1 / (std::sqrt(sumSquares(m, rows * cols)) + 1e-7));
    for (Index i = 0; i < r; ++i) {
      for (Index j = 0; j < c; ++j) x_[i * c + j] = scale * (transposed ? m[j * r + i] : m[i * c + j]);
    }
    constexpr linalg::Activation identity{};
    for (int k = 0; k < steps; ++k) {
      // forward is x w', inputGradient is dy w; the Gram matrix is symmetric.
      linalg::forward({r, r, c}, x_.data(), x_.data(), static_cast<const T*>(nullptr), identity,
                      static_cast<T*>(nullptr), gram_.data(), pack_, executor);
      linalg::forward({r, r, r}, gram_.data(), gram_.data(), static_cast<const T*>(nullptr), identity,
                      static_cast<T*>(nullptr), square_.data(), pack_, executor);
      for (Index i = 0; i < r * r; ++i) square_[i] = T(kB) * gram_[i] + T(kC) * square_[i];
      linalg::inputGradient({r, r, c}, square_.data(), x_.data(), identity, static_cast<const T*>(nullptr),
                            static_cast<const T*>(nullptr), y_.data(), pack_, executor);
      for (Index i = 0; i < r * c; ++i) x_[i] = T(kA) * x_[i] + y_[i];
    }
    for (Index i = 0; i < r; ++i) {
      for (Index j = 0; j < c; ++j) (transposed ? m[j * r + i] : m[i * c + j]) = x_[i * c + j];
    }
  }

 private:
  static constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
  static void grow(Vec<T>& v, Index n) {
    if (v.size() < n) v.setZero(n);
  }
  Vec<T> x_, y_, gram_, square_;
  linalg::PackBuffer pack_;
};

/// Matrices (blocks with rows, cols > 1):  B <- m B + (1-m) G, or m B + G (buffer: lerp | sum);
/// U = m B + (1-m) G, resp. m B + G, if nesterov, else B;  theta <- theta - lr scale X, X = NewtonSchulz(U),
/// with scale: original sqrt(max(1, rows/cols)) | matchRms 0.2 sqrt(max(rows, cols)) (Moonlight, Keras).
/// Everything else (biases, plain vectors, hence every test function) is left to its partner Adam with
/// epsilon outside, at rate adamRatio lr. Decoupled weight decay uses lr for both.
template <class T>
class Muon final : public FirstOrder<T> {
 public:
  enum class Buffer { kLerp, kSum };
  enum class Scaling { kOriginal, kMatchRms };
  static constexpr std::string_view kBuffers[] = {"lerp", "sum"};
  static constexpr std::string_view kScalings[] = {"original", "matchRms"};
  // The authors' constants; adamRatio is their 3e-4 for the partner against 0.02.
  static constexpr ParamSpec kParams[] = {
      ParamSpec::learningRate(0.02),
      ParamSpec::decay("momentum", "\\mu", 0.95),
      ParamSpec::flag("nesterov", true),
      ParamSpec::choice("buffer", kBuffers),
      ParamSpec::integer("iterations", "N", 5, 1, 50, 10),
      ParamSpec::choice("scaling", kScalings),
      ParamSpec::positive("adamRatio", "r", 0.015, 1e-3, 10),
      ParamSpec::decay("beta1", "\\beta_1", 0.9),
      ParamSpec::decay("beta2", "\\beta_2", 0.95),
      ParamSpec::nonNegative("eps", "\\varepsilon", 1e-10, 1e-10, 1e-2),
      ParamSpec::choice("weightDecayMode", kWeightDecayModes, 2),
  };

  explicit Muon(const Params& params)
      : FirstOrder<T>(params),
        momentum_(params["momentum"]),
        beta1_(params["beta1"]),
        beta2_(params["beta2"]),
        adamRatio_(params["adamRatio"]),
        eps_(static_cast<T>(params["eps"])),
        nesterov_(params.flag("nesterov")),
        lerp_(params.template choice<Buffer>("buffer") == Buffer::kLerp),
        original_(params.template choice<Scaling>("scaling") == Scaling::kOriginal),
        iterations_(static_cast<int>(params["iterations"])) {
    this->memory_.add(t_, kMostSteps);
  }

  void setMomentum(T m) override { momentum_ = static_cast<double>(m); }

 private:
  static bool isMatrix(const Layout::Block& block) { return block.rows > 1 && block.cols > 1; }

  void onReset(const Layout& layout) override {
    layout_ = layout;
    this->addState("m", layout.size);  // the buffer B of the matrices, the first moment of the rest
    this->addState("v", layout.size);  // the last X of the matrices, the second moment of the rest
    for (const auto& block : layout.blocks) {
      if (isMatrix(block)) newtonSchulz_.reserve(block.rows, block.cols);
    }
    t_ = 0;
  }

  /// The matrices' directions: they need whole blocks, so they are computed before the update is cut into
  /// ranges.
  void inspect(const T*, const T* g, parallel::Executor& executor) override {
    const T keep = static_cast<T>(momentum_), take = static_cast<T>(lerp_ ? 1 - momentum_ : 1);
    for (const auto& block : layout_.blocks) {
      if (!isMatrix(block)) continue;
      const T* const from = g + block.offset;
      T* const b = this->stateData(0) + block.offset;
      T* const u = this->stateData(1) + block.offset;
      const Index n = block.rows * block.cols;
      for (Index i = 0; i < n; ++i) {
        b[i] = keep * b[i] + take * from[i];
        u[i] = nesterov_ ? keep * b[i] + take * from[i] : b[i];
      }
      newtonSchulz_.run(u, block.rows, block.cols, iterations_, executor);
    }
  }

  void beginStep(T lr) override {
    ++t_;
    lr_ = static_cast<double>(lr);
    adamRate_ = static_cast<T>(lr_ * adamRatio_ / totalWeight(beta1_, t_));
    adamScale_ = static_cast<T>(1 / totalWeight(beta2_, t_));
  }

  void updateRange(T* x, T* g, Index begin, Index end) override {
    for (const auto& block : layout_.blocks) {
      const Index from = std::max(begin, block.offset),
                  to = std::min(end, block.offset + block.rows * block.cols);
      if (from >= to) continue;
      isMatrix(block) ? updateMatrix(block, x, from, to) : updateOther(x, g, from, to);
    }
  }

  void updateMatrix(const Layout::Block& block, T* x, Index begin, Index end) {
    const auto rows = static_cast<double>(block.rows), cols = static_cast<double>(block.cols);
    const double scale =
        original_ ? std::sqrt(std::max(1.0, rows / cols)) : 0.2 * std::sqrt(std::max(rows, cols));
    const T rate = static_cast<T>(lr_ * scale);
    const T* const direction = this->stateData(1);
    for (Index i = begin; i < end; ++i) x[i] -= rate * direction[i];
  }

  void updateOther(T* x, const T* g, Index begin, Index end) {
    T* const m = this->stateData(0);
    T* const v = this->stateData(1);
    const T keep1 = static_cast<T>(beta1_), take1 = static_cast<T>(1 - beta1_);
    const T keep2 = static_cast<T>(beta2_), take2 = static_cast<T>(1 - beta2_);
    const T rate = adamRate_, scale = adamScale_, eps = eps_;
    for (Index i = begin; i < end; ++i) {
      const T gi = g[i];
      const T mi = keep1 * m[i] + take1 * gi;
      const T vi = keep2 * v[i] + take2 * gi * gi;
      m[i] = mi;
      v[i] = vi;
      x[i] -= rate * ratio(mi, std::sqrt(vi * scale) + eps);
    }
  }

  double momentum_, beta1_, beta2_, adamRatio_;
  T eps_;
  bool nesterov_, lerp_, original_;
  int iterations_;
  Layout layout_;
  NewtonSchulz<T> newtonSchulz_;
  std::int64_t t_ = 0;
  double lr_ = 0;
  T adamRate_ = 0, adamScale_ = 1;
};

}  // namespace descent
