#include "wasm/session.hpp"

#include "core/average/average.hpp"
#include "core/catalog.hpp"
#include "core/run/probe.hpp"
#include "wasm/state.hpp"

namespace descent::wasm {

using emscripten::val;

Session::Session(int threads) : state_(std::make_unique<State>()) {
  state_->executor = parallel::makeExecutor(threads);
}
Session::~Session() = default;

std::string Session::version() const { return DESCENT_VERSION; }
int Session::threads() const { return state_->executor->threads(); }
CatalogView Session::catalog() const { return CatalogView(toJs(descent::catalog())); }

Answer Session::descendStart(Request config) {
  auto run = DescendRun::create(fromJs(config));
  if (!run.ok()) return refuse(run.error());
  val v = val::object();
  v.set("run", state_->runs.add(std::move(run).value()));
  return answer(v);
}

Answer Session::descendAdvance(int id, double steps) {
  DESCENT_HELD(run, state_->runs, id);
  // Whole numbers in range only; the run itself says what is allowed.
  const auto n = steps >= 0 && steps <= 1e15 ? static_cast<std::int64_t>(steps) : std::int64_t{-1};
  if (const auto status = run.advance(n); !status.ok()) return refuse(status.error());
  val v = val::object();
  v.set("steps", static_cast<double>(run.steps()));
  v.set("running", run.status() == RunStatus::kOk);
  return answer(v);
}

Answer Session::descendResult(int id) {
  DESCENT_HELD(run, state_->runs, id);
  const Trace& trace = run.trace();
  const Evaluations& counts = run.evaluations();
  val evaluations = val::object();
  evaluations.set("value", static_cast<double>(counts.value));
  evaluations.set("gradient", static_cast<double>(counts.gradient));
  evaluations.set("directional", static_cast<double>(counts.directional));
  evaluations.set("hessian", static_cast<double>(counts.hessian));
  val state = val::object();
  for (const auto& s : trace.state) state.set(std::string(s.name), copyOut(std::span(s.values)));
  val v = val::object();
  v.set("x", copyOut(std::span(trace.x)));
  v.set("f", copyOut(std::span(trace.f)));
  v.set("gradient", copyOut(std::span(trace.gradient)));
  v.set("lr", copyOut(std::span(trace.lr)));
  v.set("state", state);
  v.set("evaluations", evaluations);
  v.set("status", std::string(toString(run.status())));
  v.set("message", run.message());
  v.set("steps", static_cast<double>(run.steps()));
  v.set("dim", static_cast<double>(run.dimension()));
  return answer(v);
}

void Session::descendDispose(int id) { state_->runs.remove(id); }

Answer Session::grid(Request request) {
  const auto grid = evaluateGrid(fromJs(request));
  if (!grid.ok()) return refuse(grid.error());
  val v = val::object();
  v.set("values", copyOut(std::span(grid->values)));
  if (!grid->gradient.empty()) v.set("gradient", copyOut(std::span(grid->gradient)));
  return answer(v);
}

Answer Session::point(Request request) {
  const auto report = evaluatePoint(fromJs(request));
  if (!report.ok()) return refuse(report.error());
  val v = val::object();
  v.set("dim", static_cast<double>(report->gradient.size()));
  v.set("f", report->f);
  v.set("gradient", copyOut(std::span(report->gradient)));
  v.set("hessian", copyOut(std::span(report->hessian)));
  v.set("eigenvalues", copyOut(std::span(report->eigenvalues)));
  return answer(v);
}

namespace {
Answer numbers(const Result<std::vector<double>>& result) {
  if (!result.ok()) return refuse(result.error());
  val v = val::object();
  v.set("values", copyOut(std::span(*result)));
  return answer(v);
}
}  // namespace

Answer Session::average(Request request) { return numbers(descent::average(fromJs(request))); }
Answer Session::learningRates(Request request) { return numbers(descent::learningRates(fromJs(request))); }

}  // namespace descent::wasm
