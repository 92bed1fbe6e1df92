#include "core/nn/mlp.hpp"

#include <algorithm>
#include <array>

#include "core/linalg/reference.hpp"

namespace descent {
namespace {
// Weights that fit into the second-level cache of one core beside what else is there. From the last layer
// down, as long as layers are no larger, a piece of the batch goes up through all of them, to its loss, and
// back down in one task: threads need not wait for each other after every product. Larger layers are divided
// by their weights instead, of which every core then reads its own part only.
constexpr Index kSmallWeights = 1 << 16;
}  // namespace

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
  upper_ = layers_.size();
  for (; upper_ > 0; --upper_) {
    const Layer& layer = layers_[upper_ - 1];
    if (layer.inputs * layer.outputs > kSmallWeights) break;
    upperWeights_ += layer.inputs * layer.outputs;
  }
}

template <class T>
void Mlp<T>::prepare(Workspace<T>& ws, Index rows, bool curvature) const {
  const std::size_t depth = layers_.size();
  if (rows > ws.capacity || ws.a.size() != depth + 1) {
    ws.capacity = std::max(rows, ws.capacity);
    ws.a.assign(depth + 1, {});
    ws.z.assign(depth + 1, {});
    ws.d.assign(depth + 1, {});
    ws.ra.clear();
    for (std::size_t l = 0; l < depth; ++l) {
      ws.a[l + 1].resize(ws.capacity * layers_[l].outputs);
      ws.d[l + 1].resize(ws.capacity * layers_[l].outputs);
      if (linalg::needsArgument(layers_[l].act)) ws.z[l + 1].resize(ws.capacity * layers_[l].outputs);
      ws.pack.reserve(size(layers_[l], ws.capacity));
    }
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

// a^{l+1} = act(W a^l + b) for some rows of the batch
template <class T>
void Mlp<T>::up(const T* parameters, std::size_t l, Rows rows, Workspace<T>& ws, linalg::PackBuffer& pack,
                parallel::Executor& executor) const {
  const Layer& layer = layers_[l];
  const Index at = rows.begin * layer.outputs;
  T* const z = ws.z[l + 1].size() > 0 ? ws.z[l + 1].data() + at : nullptr;
  linalg::forward(size(layer, rows.count), input(ws, l).from(rows.begin, layer.inputs),
                  parameters + layer.weights, parameters + layer.biases, layer.act, z,
                  ws.a[l + 1].data() + at, pack, executor);
  if (ws.dropping && l + 1 < layers_.size()) silence(ws, l + 1, rows, ws.a[l + 1], ws.kept[l + 1]);
}

// BP2  δ^l = Wᵀ δ^{l+1} ⊙ act'(z^l) for some rows
template <class T>
void Mlp<T>::down(const T* parameters, std::size_t l, Rows rows, Workspace<T>& ws, linalg::PackBuffer& pack,
                  parallel::Executor& executor) const {
  const Layer& layer = layers_[l];
  const Index at = rows.begin * layer.inputs;
  const T* const z = argument(ws, l);
  linalg::inputGradient(size(layer, rows.count),
                        static_cast<const T*>(ws.d[l + 1].data()) + rows.begin * layer.outputs,
                        parameters + layer.weights, layers_[l - 1].act, z != nullptr ? z + at : nullptr,
                        static_cast<const T*>(ws.a[l].data()) + at, ws.d[l].data() + at, pack, executor);
  silence(ws, l, rows, ws.d[l], ws.d[l]);
}

// Calls f(rows, memory for packing) for every piece of the batch, by several threads where that pays.
template <class T>
template <class F>
void Mlp<T>::forPieces(Index rows, Workspace<T>& ws, parallel::Executor& executor, F&& f) const {
  const Index pieces = linalg::piecesOf(rows, static_cast<std::int64_t>(rows) * upperWeights_, executor);
  if (pieces == 1) {
    f(Rows{0, rows}, ws.pack);
    return;
  }
  if (ws.packs.size() < static_cast<std::size_t>(pieces)) ws.packs.resize(static_cast<std::size_t>(pieces));
  const Index blocks = (rows + linalg::kBatchBlock - 1) / linalg::kBatchBlock;
  auto task = [&](int i) {
    const Index begin = blocks * i / pieces * linalg::kBatchBlock;
    const Index end = std::min(rows, blocks * (i + 1) / pieces * linalg::kBatchBlock);
    f(Rows{begin, end - begin}, ws.packs[static_cast<std::size_t>(i)]);
  };
  executor.run(static_cast<int>(pieces), task);
}

template <class T>
void Mlp<T>::forward(const T* parameters, Index rows, Workspace<T>& ws, parallel::Executor& executor) const {
  for (std::size_t l = 0; l < upper_; ++l) up(parameters, l, {0, rows}, ws, ws.pack, executor);
  if (upper_ == layers_.size()) return;
  forPieces(rows, ws, executor, [&](Rows piece, linalg::PackBuffer& pack) {
    for (std::size_t l = upper_; l < layers_.size(); ++l)
      up(parameters, l, piece, ws, pack, parallel::serial());
  });
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
double Mlp<T>::gradient(const T* parameters, Index rows, Targets<T> targets, Workspace<T>& ws, T* gradient,
                        parallel::Executor& executor) const {
  const std::size_t depth = layers_.size();
  const Index outputs = config_.outputs();
  for (std::size_t l = 0; l < upper_; ++l) up(parameters, l, {0, rows}, ws, ws.pack, executor);
  forPieces(rows, ws, executor, [&](Rows piece, linalg::PackBuffer& pack) {
    for (std::size_t l = upper_; l < depth; ++l) up(parameters, l, piece, ws, pack, parallel::serial());
    // BP1  δ^L = ∂C/∂z^L: the losses give it from the outputs, already divided by the number of rows.
    const Index at = piece.begin * outputs;
    loss_.evaluate(piece.count, outputs, static_cast<const T*>(ws.a.back().data()) + at,
                   targets.from(piece.begin, outputs), ws.losses.data() + piece.begin,
                   ws.d.back().data() + at, T(1) / static_cast<T>(rows));
    for (std::size_t l = depth; l-- > std::max(upper_, std::size_t{1});)
      down(parameters, l, piece, ws, pack, parallel::serial());
  });
  for (std::size_t l = upper_; l-- > 1;) down(parameters, l, {0, rows}, ws, ws.pack, executor);
  weightGradients(rows, ws, gradient, executor);

  double sum = 0;
  for (Index i = 0; i < rows; ++i) sum += ws.losses[static_cast<std::size_t>(i)];
  return sum / static_cast<double>(rows);
}

// BP3  ∂C/∂b^l = δ^l     BP4  ∂C/∂W^l = δ^l (a^{l-1})ᵀ, from the δ of all layers
template <class T>
void Mlp<T>::weightGradients(Index rows, Workspace<T>& ws, T* gradient, parallel::Executor& executor) const {
  std::array<linalg::LayerGradient<T>, static_cast<std::size_t>(NetworkConfig::kMaxLayers)> products;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    products[l] = {
        layer.outputs,          layer.inputs, ws.d[l + 1].data(), input(ws, l), gradient + layer.weights,
        gradient + layer.biases};
  }
  linalg::weightGradients(rows, std::span<const linalg::LayerGradient<T>>(products.data(), layers_.size()),
                          ws.pack, executor);
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
                 ws.losses.data(), ws.d.back().data(), T(1) / static_cast<T>(rows));
  const T* const delta = ws.d.back().data();
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
  loss_.evaluate(rows, config_.outputs(), outputs, targets, ws.losses.data(), ws.d.back().data(), scale);
  // R{δ^L} = (∂²C/∂z²) R{z^L}
  loss_.curvature(rows, config_.outputs(), outputs, static_cast<const T*>(ws.ra.back().data()),
                  ws.rdelta.data(), scale);

  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    const auto shape = size(layer, rows);
    const auto gradient = [&](const T* dy, linalg::Inputs<T> x, T* dw, T* dbias) {
      const linalg::LayerGradient<T> one{layer.outputs, layer.inputs, dy, x, dw, dbias};
      linalg::weightGradients(rows, std::span(&one, 1), ws.pack, executor);
    };
    const T* const delta = ws.d[l + 1].data();
    const T* const rdelta = ws.rdelta.data();
    const T* const a = ws.a[l].data();
    // R{BP3} = R{δ}     R{BP4} = R{δ} aᵀ + δ R{a}ᵀ
    gradient(rdelta, input(ws, l), out + layer.weights, out + layer.biases);
    if (l == 0) break;
    gradient(delta, ws.ra[l].data(), ws.scratch.data(), nullptr);
    const Index weights = layer.outputs * layer.inputs;
    Eigen::Map<Vec<T>>(out + layer.weights, weights) += ws.scratch.head(weights);

    // R{BP2} = (Wᵀ R{δ} + Vᵀ δ) ⊙ act'(z) + (Wᵀ δ) ⊙ act''(z) ⊙ R{z}
    const auto plain = linalg::Activation{};
    const T* const none = nullptr;
    T* const below = ws.d[l].data();
    linalg::inputGradient(shape, delta, parameters + layer.weights, plain, none, a, below, ws.pack, executor);
    linalg::inputGradient(shape, rdelta, parameters + layer.weights, plain, none, a, ws.rbelow.data(),
                          ws.pack, executor);
    linalg::inputGradient(shape, delta, v + layer.weights, plain, none, a, ws.scratch.data(), ws.pack,
                          executor);
    silence(ws, l, rows, ws.d[l]);
    silence(ws, l, rows, ws.rbelow);
    silence(ws, l, rows, ws.scratch);
    const linalg::Activation act = layers_[l - 1].act;
    const T* const z = argument(ws, l);
    const T* const rz = ws.rz[l].data();
    for (Index i = 0; i < rows * layer.inputs; ++i) {
      const T zi = z != nullptr ? z[i] : T(0);
      const T slope = linalg::activationSlope(act, zi, a[i]);
      ws.rbelow[i] = (ws.rbelow[i] + ws.scratch[i]) * slope +
                     below[i] * linalg::activationCurvature(act, zi, a[i]) * rz[i];
      below[i] *= slope;
    }
    ws.rdelta.swap(ws.rbelow);
  }
}

template <class T>
void Mlp<T>::gaussNewtonVector(const T* parameters, const T* v, Index rows, Workspace<T>& ws, T* out,
                               parallel::Executor& executor) const {
  pushForward(parameters, v, rows, ws, executor);
  loss_.curvature(rows, config_.outputs(), static_cast<const T*>(ws.a.back().data()),
                  static_cast<const T*>(ws.ra.back().data()), ws.d.back().data(),
                  T(1) / static_cast<T>(rows));
  for (std::size_t l = layers_.size(); l-- > 1;) down(parameters, l, {0, rows}, ws, ws.pack, executor);
  weightGradients(rows, ws, out, executor);
}

template class Mlp<float>;
template class Mlp<double>;

}  // namespace descent
