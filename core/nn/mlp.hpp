// The multilayer perceptron: forward and backward passes and the exact directional and curvature products, on
// flat parameter vectors. The object itself is constant; everything that changes lives in a Workspace.
#pragma once

#include <vector>

#include "core/linalg/kernels.hpp"
#include "core/nn/loss.hpp"
#include "core/nn/network.hpp"

namespace descent {

/// The memory of one evaluation: what each layer saw and said. Allocated once for a number of rows.
template <class T>
struct Workspace {
  Index capacity = 0;          ///< rows it can take
  linalg::Inputs<T> inputs;    ///< set by whoever asks, and theirs
  std::vector<Vec<T>> a;       ///< a[l] the activations of layer l (a[0] is empty); rows × units
  std::vector<Vec<T>> z;       ///< arguments of the activations, where the derivative needs them; else empty
  std::vector<Vec<T>> d;       ///< δ of every layer: d[l] belongs to a[l]
  std::vector<double> losses;  ///< one per row
  std::vector<Vec<T>> ra, rz;  ///< R{a[l]}, R{z[l]}: derivatives along a direction; curvature only
  Vec<T> rdelta, rbelow, scratch;  ///< curvature only
  /// Dropout: what hidden activations are multiplied by, 0 or 1/(1 − p), and the products.
  std::vector<Vec<T>> keep, kept;
  bool dropping = false;
  linalg::PackBuffer pack;                ///< of products that all threads share in
  std::vector<linalg::PackBuffer> packs;  ///< of each piece of the batch
};

template <class T>
class Mlp {
 public:
  explicit Mlp(const NetworkConfig& config);

  const NetworkConfig& config() const { return config_; }
  /// The weights of the layer that has most of them.
  Index largestWeights() const { return largestWeights_; }
  const Layout& layout() const { return layout_; }
  const Loss& loss() const { return loss_; }

  /// Memory for `rows` rows; `curvature` also for directional, hessianVector and gaussNewtonVector.
  void prepare(Workspace<T>& ws, Index rows, bool curvature) const;

  /// Silences each hidden unit of each of the next evaluations' `rows` rows with the configuration's
  /// probability p and scales the others by 1/(1 − p) (Srivastava, Hinton, Krizhevsky, Sutskever &
  /// Salakhutdinov, Dropout, 2014), until keepAll(). The mask is a pure function of the network's seed and
  /// the step.
  void drop(Workspace<T>& ws, Index rows, std::int64_t step) const;
  void keepAll(Workspace<T>& ws) const { ws.dropping = false; }

  /// Outputs (logits) for the first `rows` rows of ws.inputs; they end in ws.a.back().
  void forward(const T* parameters, Index rows, Workspace<T>& ws, parallel::Executor& executor) const;
  /// Mean loss of the outputs that forward() left.
  double meanLoss(Index rows, Targets<T> targets, Workspace<T>& ws) const;
  /// Mean loss and its gradient (laid out like the parameters); outputs and activations as forward() leaves
  /// them.
  double gradient(const T* parameters, Index rows, Targets<T> targets, Workspace<T>& ws, T* gradient,
                  parallel::Executor& executor) const;

  /// ∇loss · v in one dual pass (forward mode), after forward().
  double directional(const T* parameters, const T* v, Index rows, Targets<T> targets, Workspace<T>& ws,
                     parallel::Executor& executor) const;
  /// out = H v by the R-operator (Pearlmutter, 1994), after forward().
  void hessianVector(const T* parameters, const T* v, Index rows, Targets<T> targets, Workspace<T>& ws,
                     T* out, parallel::Executor& executor) const;
  /// out = Jᵀ H_loss J v, the generalised Gauss-Newton product (Schraudolph, 2002), after forward().
  void gaussNewtonVector(const T* parameters, const T* v, Index rows, Workspace<T>& ws, T* out,
                         parallel::Executor& executor) const;

 private:
  struct Layer {
    Index weights, biases;  // offsets into the parameters
    Index inputs, outputs;
    linalg::Activation act;
  };
  linalg::DenseSize size(const Layer& layer, Index rows) const { return {rows, layer.outputs, layer.inputs}; }
  const T* argument(const Workspace<T>& ws, std::size_t l) const {
    return ws.z[l].size() > 0 ? ws.z[l].data() : nullptr;
  }
  /// What layer l takes in: the inputs, or a[l] as far as dropout lets it through.
  linalg::Inputs<T> input(const Workspace<T>& ws, std::size_t l) const {
    return l == 0 ? ws.inputs : (ws.dropping ? ws.kept[l] : ws.a[l]).data();
  }
  struct Rows {
    Index begin, count;
  };
  /// Takes the units that dropout silences out of `values`, which belong to a[l].
  void silence(const Workspace<T>& ws, std::size_t l, Rows rows, const Vec<T>& values, Vec<T>& out) const {
    const Index at = rows.begin * layers_[l].inputs, n = rows.count * layers_[l].inputs;
    if (ws.dropping) out.segment(at, n) = values.segment(at, n).cwiseProduct(ws.keep[l].segment(at, n));
  }
  void silence(const Workspace<T>& ws, std::size_t l, Index rows, Vec<T>& values) const {
    silence(ws, l, {0, rows}, values, values);
  }
  void up(const T* parameters, std::size_t l, Rows rows, Workspace<T>& ws, linalg::PackBuffer& pack,
          parallel::Executor& executor) const;
  void down(const T* parameters, std::size_t l, Rows rows, Workspace<T>& ws, linalg::PackBuffer& pack,
            parallel::Executor& executor) const;
  template <class F>
  void forPieces(Index rows, Workspace<T>& ws, parallel::Executor& executor, F&& f) const;
  void weightGradients(Index rows, Workspace<T>& ws, T* gradient, parallel::Executor& executor) const;
  void pushForward(const T* parameters, const T* v, Index rows, Workspace<T>& ws,
                   parallel::Executor& executor) const;

  NetworkConfig config_;
  Layout layout_;
  Loss loss_;
  std::vector<Layer> layers_;
  Index widest_ = 0;          // units of the widest layer, inputs apart
  Index largestWeights_ = 0;  // weights of the largest layer
  std::size_t upper_ = 0;     // the first of the layers that rows go through piece by piece
  Index upperWeights_ = 0;    // weights from there on
};

}  // namespace descent
