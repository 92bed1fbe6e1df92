#include "wasm/session_networks.hpp"

#include <algorithm>

#include "wasm/networks_state.hpp"

namespace descent::wasm {

using emscripten::val;

NetworkSession::NetworkSession(int threads) : state_(std::make_unique<State>()) {
  state_->executor = parallel::makeExecutor(threads);
}
NetworkSession::~NetworkSession() = default;

namespace {

/// A Uint8Array into one vector or a Float32Array into the other.
Status readEither(const val& js, const char* what, std::vector<std::uint8_t>& bytes,
                  std::vector<float>& floats) {
  if (js.instanceof (val::global("Float32Array"))) {
    DESCENT_TRY(floats, floatsIn(js, what));
  } else if (js.instanceof (val::global("Uint8Array"))) {
    DESCENT_TRY(bytes, bytesIn(js, what));
  } else {
    return Error{ErrorCode::kInvalidType, filled("# must be a Uint8Array or a Float32Array", {what}), what};
  }
  return {};
}

/// { images, labels } as a data set for this network; an absent set is empty.
Result<Dataset> readSamples(const val& samples, const NetworkConfig& network) {
  if (samples.isUndefined() || samples.isNull()) return Dataset{};
  RawSamples raw;
  DESCENT_CHECK(readEither(samples["images"], "images", raw.bytes, raw.numbers));
  DESCENT_CHECK(readEither(samples["labels"], "labels", raw.labels, raw.targets));
  return makeDataset(std::move(raw), network.inputs(), network.outputs() == 1 ? 2 : network.outputs(),
                     network.outputs());
}

}  // namespace

Answer NetworkSession::networkCreate(Request config) {
  auto run = NetworkRun::create(fromJs(config), *state_->executor);
  if (!run.ok()) return refuse(run.error());
  auto held = std::make_unique<HeldNetwork>();
  held->run = std::move(run).value();
  Object v;
  v.set("size", static_cast<double>(held->run->train().parameters().size()));
  v.set("network", static_cast<double>(state_->networks.add(std::move(held))));
  return answer(v);
}

Answer NetworkSession::networkLoad(int id, SamplesIn train, OptionalSamplesIn test,
                                   OptionalSamplesIn validation) {
  DESCENT_HELD(network, state_->networks, id);
  auto& run = network.run->train();
  const val* const given[] = {&train, &test, &validation};
  constexpr const char* kNames[] = {"train", "test", "validation"};
  Dataset sets[3];
  for (std::size_t i = 0; i < 3; ++i) {
    auto set = readSamples(*given[i], run.config());
    if (!set.ok()) return refuse(std::move(set).error().within(kNames[i]));
    sets[i] = std::move(set).value();
  }
  const auto loaded = run.load(std::move(sets[0]), std::move(sets[1]), std::move(sets[2]));
  if (!loaded.ok()) return refuse(loaded.error());
  network.evaluator = nullptr;
  network.order.clear();
  network.curvatures.clear();
  network.slices.clear();
  return answer();
}

Answer NetworkSession::networkOrder(int id, double steps, OptionalIndices order) {
  DESCENT_HELD(network, state_->networks, id);
  network.order.clear();
  network.visited = 0;
  if (!order.isUndefined() && !order.isNull()) {
    auto samples = uint32In(order, "order");
    if (!samples.ok()) return refuse(samples.error());
    network.order = std::move(samples).value();
  }
  const auto n = steps >= 0 && steps <= 1e15 && steps == static_cast<double>(static_cast<std::int64_t>(steps))
                     ? static_cast<std::int64_t>(steps)
                     : std::int64_t{-1};
  const auto checked = network.run->train().checkTrain(n, network.order);
  return checked.ok() ? answer() : refuse(checked.error());
}

Answer NetworkSession::networkStep(int id, int steps) {
  DESCENT_HELD(network, state_->networks, id);
  auto& run = network.run->train();
  const std::int64_t samplesBefore = run.samples();
  std::span<const std::uint32_t> rest;
  if (!network.order.empty()) rest = std::span(network.order).subspan(network.visited);
  const auto block = run.train(steps, rest);
  if (!block.ok()) return refuse(block.error());
  const std::int64_t seen = run.samples() - samplesBefore;
  network.visited = std::min(network.order.size(), network.visited + static_cast<std::size_t>(seen));
  Object v;
  v.copy("loss", block->loss);
  v.set("step", static_cast<double>(run.step()));
  v.set("epoch", run.epoch());
  v.set("evaluations", static_cast<double>(run.evaluations()));
  v.set("samples", static_cast<double>(seen));
  v.set("running", run.status() == TrainStatus::kOk);
  v.set("status", std::string(toString(run.status())));
  v.set("message", run.message());
  return answer(v);
}

Answer NetworkSession::networkEvaluateStart(int id, std::string which) {
  DESCENT_HELD(network, state_->networks, id);
  const auto split = readSplit(which);
  if (!split.ok()) return refuse(split.error());
  const auto evaluator = network.run->train().beginEvaluation(*split);
  if (!evaluator.ok()) return refuse(evaluator.error());
  network.evaluator = *evaluator;
  Object v;
  v.set("samples", static_cast<double>(network.run->train().data(*split).rows));
  return answer(v);
}

Answer NetworkSession::networkEvaluateAdvance(int id, int samples) {
  DESCENT_HELD(network, state_->networks, id);
  if (network.evaluator == nullptr) return refuse({ErrorCode::kState, "no evaluation is under way", ""});
  Object v;
  v.set("running", !network.evaluator->advance(samples));
  return answer(v);
}

Answer NetworkSession::networkEvaluateResult(int id) {
  DESCENT_HELD(network, state_->networks, id);
  if (network.evaluator == nullptr) return refuse({ErrorCode::kState, "no evaluation is under way", ""});
  const Evaluation e = network.evaluator->result();
  Object v;
  v.set("loss", e.loss);
  v.set("accuracy", e.accuracy);
  v.copy("confusion", e.confusion);
  return answer(v);
}

Answer NetworkSession::networkPredict(int id, std::string which, Indices indices) {
  DESCENT_HELD(network, state_->networks, id);
  auto& run = network.run->train();
  const auto split = readSplit(which);
  if (!split.ok()) return refuse(split.error());
  const auto samples = uint32In(indices, "samples");
  if (!samples.ok()) return refuse(samples.error());
  const auto predictions = run.predict(*split, *samples);
  if (!predictions.ok()) return refuse(predictions.error());
  Object v;
  const auto labels = run.labelsOf(*predictions);
  v.copy("label", labels);
  v.copy("output", *predictions);
  return answer(v);
}

Answer NetworkSession::networkParameters(int id) {
  DESCENT_HELD(network, state_->networks, id);
  const auto& p = network.run->train().parameters();
  Object v;
  v.set("parameters", copyOut(std::span(p.data(), static_cast<std::size_t>(p.size()))));
  return answer(v);
}

Answer NetworkSession::networkAverage(int id) {
  DESCENT_HELD(network, state_->networks, id);
  const auto* const average = network.run->train().average();
  if (average == nullptr)
    return refuse(Error{ErrorCode::kState, "this network keeps no average; give it a weightAverage", ""});
  if (average->count() == 0)
    return refuse(Error{ErrorCode::kState, "no step has counted for the average yet", ""});
  const auto& p = average->values();
  Object v;
  v.set("parameters", copyOut(std::span(p.data(), static_cast<std::size_t>(p.size()))));
  return answer(v);
}

Answer NetworkSession::networkSetParameters(int id, Floats parameters) {
  DESCENT_HELD(network, state_->networks, id);
  const auto p = floatsIn(parameters, "parameters");
  if (!p.ok()) return refuse(p.error());
  const auto set = network.run->train().setParameters(*p);
  return set.ok() ? answer() : refuse(set.error());
}

Answer NetworkSession::networkGradient(int id, Indices indices) {
  DESCENT_HELD(network, state_->networks, id);
  const auto samples = uint32In(indices, "samples");
  if (!samples.ok()) return refuse(samples.error());
  const auto gradient = network.run->train().gradient(*samples);
  if (!gradient.ok()) return refuse(gradient.error());
  const auto& g = gradient->gradient;
  Object v;
  v.set("loss", gradient->loss);
  v.set("gradient", copyOut(std::span(g.data(), static_cast<std::size_t>(g.size()))));
  return answer(v);
}

Answer NetworkSession::networkConfigure(int id, Request change) {
  DESCENT_HELD(network, state_->networks, id);
  const auto changed = network.run->configure(fromJs(change));
  return changed.ok() ? answer() : refuse(changed.error());
}

Answer NetworkSession::networkSnapshot(int id) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(bytes, network.run->snapshot());
  Object v;
  v.copy("bytes", bytes);
  return answer(v);
}

Answer NetworkSession::networkRestore(int id, Bytes snapshot) {
  DESCENT_HELD(network, state_->networks, id);
  DESCENT_GIVEN(bytes, bytesIn(snapshot, "bytes"));
  const auto restored = network.run->restore(bytes);
  return restored.ok() ? answer() : refuse(restored.error());
}

Answer NetworkSession::networkReset(int id) {
  DESCENT_HELD(network, state_->networks, id);
  network.run->train().reset();
  return answer();
}

void NetworkSession::networkDispose(int id) { state_->networks.remove(id); }

}  // namespace descent::wasm
