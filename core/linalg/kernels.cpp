// Which products run where: Eigen's natively, which use whatever the processor offers, and the lab's own in
// WebAssembly, where Eigen's vector code does not compile. Natively the work is cut into blocks that the
// sizes alone decide, because Eigen's order of summation depends on the shape it is given.
#include "core/linalg/kernels.hpp"

#include <cstdlib>

#include "core/linalg/kernels_blocked.hpp"

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

#ifdef __wasm__

void PackBuffer::reserve(DenseSize size) { ensure(blocked::packSize(size)); }

void forward(DenseSize size, Inputs<float> x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor) {
  blocked::forward(size, x, w, bias, act, z, y, pack, executor);
}
void inputGradient(DenseSize size, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor) {
  blocked::inputGradient(size, dy, w, act, z, a, dx, pack, executor);
}
void weightGradients(Index batch, std::span<const LayerGradient<float>> layers, PackBuffer& pack,
                     parallel::Executor& executor) {
  blocked::weightGradients(batch, layers, pack, executor);
}
Index piecesOf(Index rows, std::int64_t work, const parallel::Executor& executor) {
  return blocked::piecesOf(rows, work, executor);
}

#else

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstMatMap = Eigen::Map<const RowMajor>;
using MatMap = Eigen::Map<RowMajor>;
using RowVector = Eigen::Matrix<float, 1, Eigen::Dynamic>;

constexpr Index kBlock = 64;

Index blocksOf(Index n, std::int64_t work) { return work < kThreadWork ? 1 : (n + kBlock - 1) / kBlock; }

// Calls f(begin, end) over 0..n in blocks, by several threads where the work is worth it.
template <class F>
void forBlocks(parallel::Executor& executor, std::int64_t work, Index n, F&& f) {
  const Index blocks = blocksOf(n, work);
  auto task = [&](int i) { f(n * i / blocks, n * (i + 1) / blocks); };
  if (blocks == 1) {
    task(0);
  } else {
    executor.run(static_cast<int>(blocks), task);
  }
}

// Eigen's products need numbers.
const float* numbersOf(const Inputs<float>& x, Index rows, Index columns, PackBuffer& pack,
                       parallel::Executor& executor) {
  if (x.bytes == nullptr) return x.numbers;
  float* const numbers = pack.ensure(rows * columns);
  constexpr Index kGrain = 8;  // rows: some 25 KiB of 28×28 images
  parallel::forRanges(executor, rows, kGrain, [&](Index begin, Index end) {
    decode(x.from(begin, columns), end - begin, columns, numbers + begin * columns);
  });
  return numbers;
}

std::int64_t workOf(DenseSize s) { return static_cast<std::int64_t>(s.batch) * s.outputs * s.inputs; }

}  // namespace

void PackBuffer::reserve(DenseSize size) { ensure(size.batch * size.inputs); }

void forward(DenseSize s, Inputs<float> x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor) {
  float* const linear = needsArgument(act) ? z : y;
  const float* const numbers = numbersOf(x, s.batch, s.inputs, pack, executor);
  const ConstMatMap weights(w, s.outputs, s.inputs);
  forBlocks(executor, workOf(s), s.batch, [&](Index begin, Index end) {
    const Index rows = end - begin, at = begin * s.outputs;
    MatMap out(linear + at, rows, s.outputs);
    out.noalias() = ConstMatMap(numbers + begin * s.inputs, rows, s.inputs) * weights.transpose();
    if (bias != nullptr) out.rowwise() += Eigen::Map<const RowVector>(bias, s.outputs);
    activate(act, rows * s.outputs, linear + at, y + at);
  });
}

void inputGradient(DenseSize s, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer&, parallel::Executor& executor) {
  forBlocks(executor, workOf(s), s.batch, [&](Index begin, Index end) {
    const Index at = begin * s.inputs;
    MatMap(dx + at, end - begin, s.inputs).noalias() =
        ConstMatMap(dy + begin * s.outputs, end - begin, s.outputs) * ConstMatMap(w, s.outputs, s.inputs);
    multiplySlope(act, (end - begin) * s.inputs, z == nullptr ? nullptr : z + at,
                  a == nullptr ? nullptr : a + at, dx + at);
  });
}

void weightGradients(Index batch, std::span<const LayerGradient<float>> layers, PackBuffer& pack,
                     parallel::Executor& executor) {
  for (const auto& l : layers) {
    const ConstMatMap d(l.dy, batch, l.outputs),
        input(numbersOf(l.x, batch, l.inputs, pack, executor), batch, l.inputs);
    forBlocks(executor, workOf({batch, l.outputs, l.inputs}), l.outputs, [&](Index begin, Index end) {
      MatMap(l.dw + begin * l.inputs, end - begin, l.inputs).noalias() =
          d.middleCols(begin, end - begin).transpose() * input;
      if (l.dbias == nullptr) return;
      Eigen::Map<RowVector>(l.dbias + begin, end - begin) = d.middleCols(begin, end - begin).colwise().sum();
    });
  }
}

Index piecesOf(Index rows, std::int64_t work, const parallel::Executor&) { return blocksOf(rows, work); }

#endif

}  // namespace descent::linalg
