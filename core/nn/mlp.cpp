#include "core/nn/mlp.hpp"

#include <algorithm>

#include "core/linalg/reference.hpp"

namespace descent {

template <class T>
Mlp<T>::Mlp(const NetworkConfig& config) : config_(config), layout_(layoutOf(config)), loss_(config.loss) {
  for (std::size_t l = 0; l < config.depth(); ++l) {
    const bool last = l + 1 == config.depth();
    const Index in = config.layers[l], out = config.layers[l + 1];
    layers_.push_back({layout_.blocks[2 * l].offset, layout_.blocks[2 * l + 1].offset, in, out,
                       last ? linalg::Activation{} : config.hidden()});
    widest_ = std::max(widest_, out);
    largestWeights_ = std::max(largestWeights_, in * out);
  }
}

template <class T>
void Mlp<T>::prepare(Workspace<T>& ws, Index rows, bool curvature) const {
  const std::size_t depth = layers_.size();
  if (rows > ws.capacity || ws.a.size() != depth + 1) {
    ws.capacity = std::max(rows, ws.capacity);
    ws.a.assign(depth + 1, {});
    ws.z.assign(depth + 1, {});
    ws.ra.clear();
    ws.a[0].resize(ws.capacity * config_.inputs());
    for (std::size_t l = 0; l < depth; ++l) {
      ws.a[l + 1].resize(ws.capacity * layers_[l].outputs);
      if (linalg::needsArgument(layers_[l].act)) ws.z[l + 1].resize(ws.capacity * layers_[l].outputs);
      ws.pack.reserve(size(layers_[l], ws.capacity));
    }
    ws.delta.resize(ws.capacity * widest_);
    ws.below.resize(ws.capacity * widest_);
    ws.losses.resize(static_cast<std::size_t>(ws.capacity));
  }
  if (curvature && ws.ra.empty()) {
    ws.ra.resize(depth + 1);
    ws.rz.assign(depth + 1, {});
    for (std::size_t l = 1; l <= depth; ++l) ws.ra[l].resize(ws.a[l].size());
    for (std::size_t l = 1; l < depth; ++l) ws.rz[l].resize(ws.a[l].size());
    ws.rdelta.resize(ws.capacity * widest_);
    ws.rbelow.resize(ws.capacity * widest_);
    ws.scratch.resize(std::max(ws.capacity * widest_, largestWeights_));
  }
}

template <class T>
void Mlp<T>::drop(Workspace<T>& ws, Index rows, std::int64_t step) const {
  ws.dropping = true;
  ws.keep.resize(layers_.size());
  ws.kept.resize(layers_.size());
  Rng rng(config_.seed, kDropoutStream + static_cast<std::uint64_t>(step));
  const auto threshold = static_cast<std::uint32_t>(config_.dropout * 0x1p32);
  const T scale = static_cast<T>(1 / (1 - config_.dropout));
  for (std::size_t l = 1; l < layers_.size(); ++l) {
    const Index n = rows * layers_[l].inputs;
    if (ws.kept[l].size() < n) ws.kept[l].resize(ws.a[l].size());
    if (ws.keep[l].size() < n) ws.keep[l].resize(ws.a[l].size());
    T* const keep = ws.keep[l].data();
    for (Index i = 0; i < n; i += 2) {  // one draw decides about two units
      const std::uint64_t bits = rng.next();
      keep[i] = static_cast<std::uint32_t>(bits >> 32) < threshold ? T(0) : scale;
      if (i + 1 < n) keep[i + 1] = static_cast<std::uint32_t>(bits) < threshold ? T(0) : scale;
    }
  }
}

// a^l = act(W^l a^{l-1} + b^l)
template <class T>
void Mlp<T>::forward(const T* parameters, Index rows, Workspace<T>& ws, parallel::Executor& executor) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    linalg::forward(size(layer, rows), input(ws, l), parameters + layer.weights, parameters + layer.biases,
                    layer.act, ws.z[l + 1].data(), ws.a[l + 1].data(), ws.pack, executor);
    if (ws.dropping && l + 1 < layers_.size()) {
      const Index n = rows * layer.outputs;
      ws.kept[l + 1].head(n) = ws.a[l + 1].head(n).cwiseProduct(ws.keep[l + 1].head(n));
    }
  }
}

template <class T>
double Mlp<T>::meanLoss(Index rows, Targets<T> targets, Workspace<T>& ws) const {
  loss_.evaluate(rows, config_.outputs(), static_cast<const T*>(ws.a.back().data()), targets,
                 ws.losses.data(), static_cast<T*>(nullptr), T(1));
  double sum = 0;
  for (Index i = 0; i < rows; ++i) sum += ws.losses[static_cast<std::size_t>(i)];
  return sum / static_cast<double>(rows);
}

template <class T>
double Mlp<T>::backward(const T* parameters, Index rows, Targets<T> targets, Workspace<T>& ws, T* gradient,
                        parallel::Executor& executor) const {
  // BP1  δ^L = ∂C/∂z^L: the losses give it from the outputs, already divided by the number of rows.
  loss_.evaluate(rows, config_.outputs(), static_cast<const T*>(ws.a.back().data()), targets,
                 ws.losses.data(), ws.delta.data(), T(1) / static_cast<T>(rows));
  double sum = 0;
  for (Index i = 0; i < rows; ++i) sum += ws.losses[static_cast<std::size_t>(i)];

  backpropagate(parameters, rows, ws, gradient, executor);
  return sum / static_cast<double>(rows);
}

// From δ^L in ws.delta down to every layer's weights and biases.
template <class T>
void Mlp<T>::backpropagate(const T* parameters, Index rows, Workspace<T>& ws, T* gradient,
                           parallel::Executor& executor) const {
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    const T* const delta = ws.delta.data();
    // BP3  ∂C/∂b^l = δ^l     BP4  ∂C/∂W^l = δ^l (a^{l-1})ᵀ
    linalg::weightGradient(size(layer, rows), delta, input(ws, l), gradient + layer.weights,
                           gradient + layer.biases, ws.pack, executor);
    if (l == 0) break;  // nobody asks for the gradient of the inputs
    // BP2  δ^{l-1} = (W^l)ᵀ δ^l ⊙ act'(z^{l-1})
    linalg::inputGradient(size(layer, rows), delta, parameters + layer.weights, layers_[l - 1].act,
                          argument(ws, l), static_cast<const T*>(ws.a[l].data()), ws.below.data(), ws.pack,
                          executor);
    silence(ws, l, rows, ws.below);
    ws.delta.swap(ws.below);
  }
}

// R{a^l} along v = (V, c) for every layer: R{z^l} = W R{a^{l-1}} + V a^{l-1} + c, R{a^l} = act'(z^l) ⊙
// R{z^l}.
template <class T>
void Mlp<T>::pushForward(const T* parameters, const T* v, Index rows, Workspace<T>& ws,
                         parallel::Executor& executor) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    const Index n = rows * layer.outputs;
    const bool last = l + 1 == layers_.size();
    Vec<T>& rz = last ? ws.ra[l + 1] : ws.rz[l + 1];
    linalg::forward(size(layer, rows), input(ws, l), v + layer.weights, v + layer.biases,
                    linalg::Activation{}, static_cast<T*>(nullptr), rz.data(), ws.pack, executor);
    if (l > 0) {  // the inputs do not depend on the parameters
      linalg::forward(size(layer, rows), static_cast<const T*>(ws.ra[l].data()), parameters + layer.weights,
                      static_cast<const T*>(nullptr), linalg::Activation{}, static_cast<T*>(nullptr),
                      ws.scratch.data(), ws.pack, executor);
      rz.head(n) += ws.scratch.head(n);
    }
    if (last) break;
    ws.ra[l + 1].head(n) = rz.head(n);
    linalg::multiplySlope(layer.act, n, argument(ws, l + 1), static_cast<const T*>(ws.a[l + 1].data()),
                          ws.ra[l + 1].data());
    silence(ws, l + 1, rows, ws.ra[l + 1]);
  }
}

template <class T>
double Mlp<T>::directional(const T* parameters, const T* v, Index rows, Targets<T> targets, Workspace<T>& ws,
                           parallel::Executor& executor) const {
  pushForward(parameters, v, rows, ws, executor);
  loss_.evaluate(rows, config_.outputs(), static_cast<const T*>(ws.a.back().data()), targets,
                 ws.losses.data(), ws.delta.data(), T(1) / static_cast<T>(rows));
  const T* const delta = ws.delta.data();
  const T* const r = ws.ra.back().data();
  double sum = 0;
  for (Index i = 0; i < rows * config_.outputs(); ++i)
    sum += static_cast<double>(delta[i]) * static_cast<double>(r[i]);
  return sum;
}

template <class T>
void Mlp<T>::hessianVector(const T* parameters, const T* v, Index rows, Targets<T> targets, Workspace<T>& ws,
                           T* out, parallel::Executor& executor) const {
  pushForward(parameters, v, rows, ws, executor);
  const T scale = T(1) / static_cast<T>(rows);
  const T* const outputs = ws.a.back().data();
  loss_.evaluate(rows, config_.outputs(), outputs, targets, ws.losses.data(), ws.delta.data(), scale);
  // R{δ^L} = (∂²C/∂z²) R{z^L}
  loss_.curvature(rows, config_.outputs(), outputs, static_cast<const T*>(ws.ra.back().data()),
                  ws.rdelta.data(), scale);

  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    const auto shape = size(layer, rows);
    const T* const delta = ws.delta.data();
    const T* const rdelta = ws.rdelta.data();
    const T* const a = ws.a[l].data();
    // R{BP3} = R{δ}     R{BP4} = R{δ} aᵀ + δ R{a}ᵀ
    linalg::weightGradient(shape, rdelta, input(ws, l), out + layer.weights, out + layer.biases, ws.pack,
                           executor);
    if (l == 0) break;
    linalg::weightGradient(shape, delta, static_cast<const T*>(ws.ra[l].data()), ws.scratch.data(),
                           static_cast<T*>(nullptr), ws.pack, executor);
    const Index weights = layer.outputs * layer.inputs;
    Eigen::Map<Vec<T>>(out + layer.weights, weights) += ws.scratch.head(weights);

    // R{BP2} = (Wᵀ R{δ} + Vᵀ δ) ⊙ act'(z) + (Wᵀ δ) ⊙ act''(z) ⊙ R{z}
    const auto plain = linalg::Activation{};
    const T* const none = nullptr;
    linalg::inputGradient(shape, delta, parameters + layer.weights, plain, none, a, ws.below.data(), ws.pack,
                          executor);
    linalg::inputGradient(shape, rdelta, parameters + layer.weights, plain, none, a, ws.rbelow.data(),
                          ws.pack, executor);
    linalg::inputGradient(shape, delta, v + layer.weights, plain, none, a, ws.scratch.data(), ws.pack,
                          executor);
    silence(ws, l, rows, ws.below);
    silence(ws, l, rows, ws.rbelow);
    silence(ws, l, rows, ws.scratch);
    const linalg::Activation act = layers_[l - 1].act;
    const T* const z = argument(ws, l);
    const T* const rz = ws.rz[l].data();
    for (Index i = 0; i < rows * layer.inputs; ++i) {
      const T zi = z != nullptr ? z[i] : T(0);
      const T slope = linalg::activationSlope(act, zi, a[i]);
      ws.rbelow[i] = (ws.rbelow[i] + ws.scratch[i]) * slope +
                     ws.below[i] * linalg::activationCurvature(act, zi, a[i]) * rz[i];
      ws.below[i] *= slope;
    }
    ws.delta.swap(ws.below);
    ws.rdelta.swap(ws.rbelow);
  }
}

template <class T>
void Mlp<T>::gaussNewtonVector(const T* parameters, const T* v, Index rows, Workspace<T>& ws, T* out,
                               parallel::Executor& executor) const {
  pushForward(parameters, v, rows, ws, executor);
  loss_.curvature(rows, config_.outputs(), static_cast<const T*>(ws.a.back().data()),
                  static_cast<const T*>(ws.ra.back().data()), ws.delta.data(), T(1) / static_cast<T>(rows));
  backpropagate(parameters, rows, ws, out, executor);
}

template class Mlp<float>;
template class Mlp<double>;

}  // namespace descent
