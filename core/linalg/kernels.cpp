#include "core/linalg/kernels.hpp"

#include <cstdlib>

#include "core/linalg/reference.hpp"

namespace descent::linalg {

void PackBuffer::Free::operator()(float* p) const { std::free(p); }

float* PackBuffer::ensure(Index n) {
  if (n > capacity_) {
    const auto bytes = (static_cast<std::size_t>(n) * sizeof(float) + 63) / 64 * 64;
    data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
    capacity_ = n;
  }
  return data_.get();
}

void PackBuffer::reserve(DenseSize) {}

void forward(DenseSize size, const float* x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor) {
  forward<float>(size, x, w, bias, act, z, y, pack, executor);
}
void inputGradient(DenseSize size, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor) {
  inputGradient<float>(size, dy, w, act, z, a, dx, pack, executor);
}
void weightGradient(DenseSize size, const float* dy, const float* x, float* dw, float* dbias,
                    PackBuffer& pack, parallel::Executor& executor) {
  weightGradient<float>(size, dy, x, dw, dbias, pack, executor);
}
void activate(Activation act, Index n, const float* z, float* a) { activate<float>(act, n, z, a); }
void multiplySlope(Activation act, Index n, const float* z, const float* a, float* d) {
  multiplySlope<float>(act, n, z, a, d);
}
void gatherBytes(const std::uint8_t* source, Index columns, const std::uint32_t* rows, Index count,
                 float* out) {
  gatherBytes<float>(source, columns, rows, count, out);
}
void softmaxCrossEntropy(Index rows, Index columns, const float* logits, const std::int32_t* classes,
                         double* losses, float* delta, float scale) {
  softmaxCrossEntropy<float>(rows, columns, logits, classes, losses, delta, scale);
}
bool allFinite(const float* values, Index n) { return allFinite<float>(values, n); }

}  // namespace descent::linalg
