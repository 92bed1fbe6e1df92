#include "wasm/session_networks.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/data/garments.hpp"
#include "core/data/idx.hpp"
#include "core/parallel/executor.hpp"
#include "core/run/network_run.hpp"

namespace descent::wasm {

using emscripten::val;

/// A network, the order announced for its next steps, and an evaluation under way.
struct HeldNetwork {
  std::unique_ptr<NetworkRun> run;
  std::vector<std::uint32_t> order;
  std::size_t visited = 0;  ///< samples of `order` used up
  Evaluator* evaluator = nullptr;
};

struct NetworkSession::State {
  std::unique_ptr<parallel::Executor> executor;
  Store<HeldNetwork> networks{"network"};
};

NetworkSession::NetworkSession(int threads) : state_(std::make_unique<State>()) {
  state_->executor = parallel::makeExecutor(threads);
}
NetworkSession::~NetworkSession() = default;

namespace {

Result<Split> readSplit(const std::string& which) {
  if (which == "train") return Split::kTrain;
  if (which == "test") return Split::kTest;
  return Error{ErrorCode::kUnknownId,
               filled("which was #; it must be \"train\" or \"test\"", {Value(which).shown()}), "which"};
}

/// { images, labels } as a data set for this network; an absent set is empty.
Result<Dataset> readSamples(const val& samples, const NetworkConfig& network) {
  if (samples.isUndefined() || samples.isNull()) return Dataset{};
  DESCENT_TRY(std::vector<std::uint8_t> images, bytesIn(samples["images"], "images"));
  DESCENT_TRY(const std::vector<std::uint8_t> labels, bytesIn(samples["labels"], "labels"));
  const Index classes = network.outputs() == 1 ? 2 : network.outputs();
  return makeDataset(std::move(images), labels, network.inputs(), classes);
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

Answer NetworkSession::networkLoad(int id, SamplesIn train, OptionalSamplesIn test) {
  DESCENT_HELD(network, state_->networks, id);
  auto& run = network.run->train();
  auto trainSet = readSamples(train, run.config());
  if (!trainSet.ok()) return refuse(std::move(trainSet).error().within("train"));
  auto testSet = readSamples(test, run.config());
  if (!testSet.ok()) return refuse(std::move(testSet).error().within("test"));
  network.evaluator = nullptr;
  network.order.clear();
  const auto loaded = run.load(std::move(trainSet).value(), std::move(testSet).value());
  return loaded.ok() ? answer() : refuse(loaded.error());
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

Answer NetworkSession::networkReset(int id) {
  DESCENT_HELD(network, state_->networks, id);
  network.run->train().reset();
  return answer();
}

void NetworkSession::networkDispose(int id) { state_->networks.remove(id); }

Answer NetworkSession::parseIdx(Bytes file) {
  const auto bytes = bytesIn(file, "file");
  if (!bytes.ok()) return refuse(bytes.error());
  const auto idx = descent::parseIdx(*bytes, "file");
  if (!idx.ok()) return refuse(idx.error());
  std::size_t columns = 1;
  for (std::size_t i = 2; i < idx->dims.size(); ++i) columns *= idx->dims[i];
  Object v;
  v.set("kind", std::string(idx->dims.size() == 1 ? "labels" : "images"));
  v.set("count", static_cast<double>(idx->dims[0]));
  v.set("rows", idx->dims.size() > 1 ? static_cast<double>(idx->dims[1]) : 1.0);
  v.set("columns", static_cast<double>(columns));
  v.set("bytes", copyOut(idx->data));
  return answer(v);
}

Answer NetworkSession::syntheticGarments(Request request) {
  const auto set = makeGarments(fromJs(request));
  if (!set.ok()) return refuse(set.error());
  const std::vector<std::uint8_t> labels(set->labels.begin(), set->labels.end());
  Object v;
  v.copy("images", set->bytes);
  v.copy("labels", labels);
  return answer(v);
}

}  // namespace descent::wasm
