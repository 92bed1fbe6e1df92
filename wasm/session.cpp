#include "wasm/session.hpp"

#include "core/average/average.hpp"
#include "core/catalog.hpp"
#include "core/parallel/executor.hpp"
#include "core/run/probe.hpp"
#include "wasm/marshal.hpp"
#include "wasm/store.hpp"

namespace descent::wasm {

using emscripten::val;

struct Session::State {
  Store<DescendRun> runs{"run"};
};

namespace {

Error notFound(const std::string& what) {
  return {ErrorCode::kState, "this " + what + " has been disposed of", ""};
}

val done() { return val::object(); }

}  // namespace

Session::Session(int) : state_(std::make_unique<State>()) {}
Session::~Session() = default;

val Session::version() const { return val(std::string(DESCENT_VERSION)); }
int Session::threads() const { return 1; }
val Session::catalog() const { return toJs(descent::catalog()); }

val Session::descendStart(val config) {
  auto run = DescendRun::create(fromJs(config));
  if (!run.ok()) return toJs(run.error());
  val answer = done();
  answer.set("run", state_->runs.add(std::move(run).value()));
  return answer;
}

val Session::descendAdvance(int id, double steps) {
  DescendRun* run = state_->runs.find(id);
  if (run == nullptr) return toJs(notFound("run"));
  if (const auto status = run->advance(static_cast<std::int64_t>(steps)); !status.ok())
    return toJs(status.error());
  val answer = done();
  answer.set("steps", static_cast<double>(run->steps()));
  answer.set("running", run->status() == RunStatus::kOk);
  return answer;
}

val Session::descendResult(int id) {
  const DescendRun* run = state_->runs.find(id);
  if (run == nullptr) return toJs(notFound("run"));
  const Trace& trace = run->trace();
  const Evaluations& counts = run->evaluations();
  val evaluations = val::object();
  evaluations.set("value", static_cast<double>(counts.value));
  evaluations.set("gradient", static_cast<double>(counts.gradient));
  evaluations.set("directional", static_cast<double>(counts.directional));
  evaluations.set("hessian", static_cast<double>(counts.hessian));
  val state = val::object();
  for (const auto& s : trace.state) state.set(std::string(s.name), copyOut(std::span(s.values)));
  val answer = done();
  answer.set("x", copyOut(std::span(trace.x)));
  answer.set("f", copyOut(std::span(trace.f)));
  answer.set("gradient", copyOut(std::span(trace.gradient)));
  answer.set("lr", copyOut(std::span(trace.lr)));
  answer.set("state", state);
  answer.set("evaluations", evaluations);
  answer.set("status", std::string(toString(run->status())));
  answer.set("message", run->message());
  answer.set("steps", static_cast<double>(run->steps()));
  answer.set("dim", static_cast<double>(run->dimension()));
  return answer;
}

void Session::descendDispose(int id) { state_->runs.remove(id); }

val Session::grid(val request) {
  const auto grid = evaluateGrid(fromJs(request));
  if (!grid.ok()) return toJs(grid.error());
  val answer = done();
  answer.set("values", copyOut(std::span(grid->values)));
  if (!grid->gradient.empty()) answer.set("gradient", copyOut(std::span(grid->gradient)));
  return answer;
}

val Session::point(val request) {
  const auto report = evaluatePoint(fromJs(request));
  if (!report.ok()) return toJs(report.error());
  val answer = done();
  answer.set("dim", static_cast<double>(report->gradient.size()));
  answer.set("f", report->f);
  answer.set("gradient", copyOut(std::span(report->gradient)));
  answer.set("hessian", copyOut(std::span(report->hessian)));
  answer.set("eigenvalues", copyOut(std::span(report->eigenvalues)));
  return answer;
}

val Session::average(val request) {
  const auto averaged = descent::average(fromJs(request));
  if (!averaged.ok()) return toJs(averaged.error());
  val answer = done();
  answer.set("values", copyOut(std::span(*averaged)));
  return answer;
}

val Session::learningRates(val request) {
  const auto rates = descent::learningRates(fromJs(request));
  if (!rates.ok()) return toJs(rates.error());
  val answer = done();
  answer.set("values", copyOut(std::span(*rates)));
  return answer;
}

}  // namespace descent::wasm
