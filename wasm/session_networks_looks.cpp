// The networks' session, looking at a network: single losses, layers, curvature, landscapes.
#include "core/run/insight.hpp"
#include "wasm/networks_state.hpp"

namespace descent::wasm {

using emscripten::val;

namespace {

std::span<const float> viewOf(const Vec<float>& v) { return {v.data(), static_cast<std::size_t>(v.size())}; }

/// Nothing given is an empty list.
Result<std::vector<float>> optionalFloats(const val& js, const char* what) {
  if (js.isUndefined() || js.isNull()) return std::vector<float>{};
  return floatsIn(js, what);
}

val toJs(const Histogram& histogram) {
  Object v;
  v.set("lo", histogram.lo).set("hi", histogram.hi).copy("counts", histogram.counts);
  return v.value();
}

val toJs(const LayerInsight& layer) {
  Object activation, gradient, weights, v;
  activation.set("mean", layer.mean).set("std", layer.deviation).set("zeros", layer.zeros);
  activation.set("saturated", layer.saturated).set("histogram", toJs(layer.activations));
  gradient.set("norm", layer.gradientNorm).set("biasNorm", layer.biasGradientNorm);
  gradient.set("histogram", toJs(layer.gradients));
  weights.set("norm", layer.weightNorm).set("histogram", toJs(layer.weights));
  v.set("activation", activation.value()).set("gradient", gradient.value()).set("weights", weights.value());
  v.set("slope", layer.slope).set("slopeProduct", layer.slopeProduct);
  if (layer.updateRatio == layer.updateRatio) v.set("updateRatio", layer.updateRatio);
  return v.value();
}

}  // namespace

Answer NetworkSession::networkRows(int id, std::string which) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  Object v;
  v.set("samples", static_cast<double>(network.run->train().data(split).rows));
  return answer(v);
}

Answer NetworkSession::networkLosses(int id, std::string which, Indices indices) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  DESCENT_GIVEN(samples, uint32In(indices, "samples"));
  DESCENT_GIVEN(losses, network.run->train().losses(split, samples));
  return answer(Object().copy("losses", losses));
}

Answer NetworkSession::networkOutputs(int id, Floats inputs) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(numbers, floatsIn(inputs, "inputs"));
  DESCENT_GIVEN(outputs, network.run->train().outputs(std::move(numbers)));
  return answer(Object().copy("outputs", outputs));
}

Answer NetworkSession::networkInsight(int id, std::string which, Indices indices, int bins) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  DESCENT_GIVEN(samples, uint32In(indices, "samples"));
  DESCENT_GIVEN(seen, insight(network.run->train(), split, samples, bins));
  val layers = val::array();
  for (const auto& layer : seen.layers) layers.call<void>("push", toJs(layer));
  return answer(Object().set("loss", seen.loss).set("layers", layers));
}

Answer NetworkSession::networkCurvatureStart(int id, std::string which, Indices indices, Request settings) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  DESCENT_GIVEN(samples, uint32In(indices, "samples"));
  DESCENT_GIVEN(read, readCurvature(fromJs(settings)));
  DESCENT_GIVEN(curvature, Curvature::create(network.run->train(), split, std::move(samples), read));
  Object v;
  v.set("slices", static_cast<double>(curvature->slicesPerProduct()));
  v.set("products", static_cast<double>(read.iterations));
  v.set("curvature", static_cast<double>(network.curvatures.add(std::move(curvature))));
  return answer(v);
}

Answer NetworkSession::networkCurvatureAdvance(int id, int job, int slices) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_HELD(curvature, network.curvatures, job);
  DESCENT_GIVEN(running, curvature.advance(slices));
  Object v;
  v.set("running", static_cast<bool>(running)).set("products", static_cast<double>(curvature.products()));
  return answer(v);
}

Answer NetworkSession::networkCurvatureResult(int id, int job) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_HELD(curvature, network.curvatures, job);
  const auto& result = curvature.result();
  Object v;
  v.set("eigenvalue", result.eigenvalue).set("smallest", result.smallest);
  v.set("iterations", static_cast<double>(result.iterations)).set("residual", result.residual);
  v.set("converged", result.converged).set("vector", copyOut(viewOf(result.vector)));
  return answer(v);
}

void NetworkSession::networkCurvatureDispose(int id, int job) {
  if (HeldNetwork* const network = state_->networks.find(id)) network->curvatures.remove(job);
}

Answer NetworkSession::networkDirection(int id, Request request, OptionalFloats center) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(at, optionalFloats(center, "center"));
  DESCENT_GIVEN(direction, makeDirection(network.run->train(), fromJs(request), at));
  return answer(Object().set("direction", copyOut(viewOf(direction))));
}

Answer NetworkSession::networkPrincipal(int id, FloatsList list) {
  DESCENT_HELD(network, state_->networks, id);
  std::vector<std::vector<float>> checkpoints;
  if (!list.isArray())
    return refuse({ErrorCode::kInvalidType, "checkpoints must be a list of Float32Array", "checkpoints"});
  const auto n = list["length"].as<unsigned>();
  for (unsigned i = 0; i < n && i <= kMaxCheckpoints; ++i) {
    DESCENT_GIVEN(one, floatsIn(list[i], filled("checkpoints[#]", {i}).c_str()));
    checkpoints.push_back(std::move(one));
  }
  DESCENT_GIVEN(found, principalDirections(checkpoints, network.run->train().parameters().size()));
  Object v;
  v.set("x", copyOut(viewOf(found.x))).set("y", copyOut(viewOf(found.y)));
  v.copy("coordinates", found.coordinates);
  val shares = val::array();
  for (const double share : found.shares) shares.call<void>("push", share);
  return answer(v.set("shares", shares));
}

Answer NetworkSession::networkSliceStart(int id, std::string which, Indices indices, Request settings,
                                         OptionalFloats center, Floats x, OptionalFloats y) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  DESCENT_GIVEN(samples, uint32In(indices, "samples"));
  DESCENT_GIVEN(read, readSlice(fromJs(settings)));
  DESCENT_GIVEN(at, optionalFloats(center, "center"));
  DESCENT_GIVEN(along, floatsIn(x, "x"));
  DESCENT_GIVEN(across, optionalFloats(y, "y"));
  read.center = std::move(at);
  read.x = std::move(along);
  read.y = std::move(across);
  DESCENT_GIVEN(slice, LossSlice::create(network.run->train(), split, std::move(samples), std::move(read)));
  Object v;
  v.copy("a", slice->a()).copy("b", slice->b()).copy("passes", slice->passes());
  v.set("slices", static_cast<double>(slice->slicesPerPoint()));
  v.set("slice", static_cast<double>(network.slices.add(std::move(slice))));
  return answer(v);
}

Answer NetworkSession::networkSliceAdvance(int id, int job, int slices) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_HELD(slice, network.slices, job);
  return answer(Object().set("running", slice.advance(slices)));
}

Answer NetworkSession::networkSliceResult(int id, int job) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_HELD(slice, network.slices, job);
  return answer(Object().copy("loss", slice.loss()));
}

void NetworkSession::networkSliceDispose(int id, int job) {
  if (HeldNetwork* const network = state_->networks.find(id)) network->slices.remove(job);
}

Answer NetworkSession::networkSharpness(int id, std::string which, Indices indices, double radius) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(split, readSplit(which));
  DESCENT_GIVEN(samples, uint32In(indices, "samples"));
  DESCENT_GIVEN(found, sharpness(network.run->train(), split, samples, radius));
  Object v;
  v.set("loss", found.loss).set("gradientNorm", found.gradientNorm).set("perturbed", found.perturbed);
  return answer(v.set("sharpness", found.perturbed - found.loss));
}

}  // namespace descent::wasm
