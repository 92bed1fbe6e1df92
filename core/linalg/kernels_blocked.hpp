// The lab's own products, register-blocked over packed panels: what WebAssembly trains with. Compiled
// natively too, where tests hold them to the same standard; there kernels.cpp prefers Eigen.
#pragma once

#include "core/linalg/kernels.hpp"

namespace descent::linalg::blocked {

/// Floats of packing memory the three products of this size need on one thread.
Index packSize(DenseSize size);

// As in kernels.hpp.
void forward(DenseSize size, Inputs<float> x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor);
void inputGradient(DenseSize size, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor);
void weightGradients(Index batch, std::span<const LayerGradient<float>> layers, PackBuffer& pack,
                     parallel::Executor& executor);
Index piecesOf(Index rows, std::int64_t work, const parallel::Executor& executor);

}  // namespace descent::linalg::blocked
