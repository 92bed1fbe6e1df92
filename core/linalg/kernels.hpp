// The work training consists of, in float: the three products of a dense layer and the element-wise passes
// around them. Implemented in kernels*.cpp, the only files compiled once per instruction set. The same calls
// for any other scalar are in reference.hpp.
//
// All matrices are row-major and dense. Every element of a result is reduced in one order that depends on the
// sizes alone, so the bits do not depend on the number of threads. Sizes may be anything from 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/types.hpp"
#include "core/linalg/activation.hpp"
#include "core/parallel/executor.hpp"

namespace descent::linalg {

/// A batch of `batch` rows through a layer with `inputs` inputs and `outputs` outputs.
struct DenseSize {
  Index batch, outputs, inputs;
};

/// What goes into a layer, row after row: numbers, or rows of a data set's bytes, picked by their numbers,
/// each byte worth 1/255 of itself. Products read bytes where they lie: a quarter of the memory, and no pass
/// to decode them.
template <class T>
struct Inputs {
  const T* numbers = nullptr;
  const std::uint8_t* bytes = nullptr;  ///< unless null, these count: row i is row picks[i] of them
  const std::uint32_t* picks = nullptr;

  Inputs() = default;
  Inputs(const T* rows) : numbers(rows) {}  // NOLINT(google-explicit-constructor)
  Inputs(const std::uint8_t* source, const std::uint32_t* rows) : bytes(source), picks(rows) {}

  /// The rows from `row` on, each `columns` wide.
  Inputs from(Index row, Index columns) const {
    return bytes != nullptr ? Inputs(bytes, picks + row) : Inputs(numbers + row * columns);
  }
  const std::uint8_t* bytesOf(Index row, Index columns) const {
    return bytes + static_cast<std::size_t>(picks[row]) * static_cast<std::size_t>(columns);
  }
};

/// Multiply-adds of a product below which a second thread costs more than it brings: some 5 µs of work where
/// threads await it spinning.
#ifdef __wasm__
inline constexpr std::int64_t kThreadWork = 100'000;
#else
inline constexpr std::int64_t kThreadWork = 1'000'000;
#endif

/// Rows of a batch that products take together: pieces of a batch are best whole numbers of them.
inline constexpr Index kBatchBlock = 8;

/// Into how many pieces the rows of a batch are divided where each piece goes through several layers by
/// itself: `work` multiply-adds in all.
Index piecesOf(Index rows, std::int64_t work, const parallel::Executor& executor);

/// Memory the products pack their operands into; grows to the largest layer seen and is then reused.
class PackBuffer {
 public:
  /// At least n floats, 64-byte aligned; contents undefined. Allocates only to grow.
  float* ensure(Index n);
  /// Enough for the three products of this size on one thread; several need more, and get it with their
  /// first.
  void reserve(DenseSize size);

 private:
  struct Free {
    void operator()(float* p) const;
  };
  std::unique_ptr<float, Free> data_;
  Index capacity_ = 0;
};

/// y = act(x wᵀ + bias): x batch×inputs, w outputs×inputs, bias outputs (or null), y batch×outputs. Where
/// needsArgument(act), z receives the argument of the activation (batch×outputs); otherwise it may be null.
void forward(DenseSize size, Inputs<float> x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor);

/// dx = (dy w) ⊙ act'(·), where a (and z, if needed) are what forward() of the layer below left:
/// batch×inputs.
void inputGradient(DenseSize size, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor);

/// One layer's part of weightGradients(): dw = dyᵀ x (outputs×inputs) and, unless null, dbias = column sums
/// of dy.
template <class T>
struct LayerGradient {
  Index outputs, inputs;
  const T* dy;
  Inputs<T> x;
  T* dw;
  T* dbias;
};

/// The gradients of several layers' weights for one batch, as one job: threads meet once at its end.
void weightGradients(Index batch, std::span<const LayerGradient<float>> layers, PackBuffer& pack,
                     parallel::Executor& executor);

/// a = act(z) for n elements; a and z may be the same array.
void activate(Activation act, Index n, const float* z, float* a);
/// d *= act'(·) for n elements.
void multiplySlope(Activation act, Index n, const float* z, const float* a, float* d);

/// The first `rows` of these bytes as numbers, `columns` per row.
void decode(const Inputs<float>& x, Index rows, Index columns, float* out);

/// Softmax and cross-entropy of each of `rows` rows of `columns` logits against its class, shifted by the
/// maximum. losses (or null) receives log Σ exp(z) − z_class; delta (or null) scale · (softmax − one-hot). A
/// class < 0 means no target: delta is then scale · softmax, the loss 0.
void softmaxCrossEntropy(Index rows, Index columns, const float* logits, const std::int32_t* classes,
                         double* losses, float* delta, float scale);

/// Whether all n values are finite.
bool allFinite(const float* values, Index n);

}  // namespace descent::linalg
