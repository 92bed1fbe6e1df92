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
  Object v;
  v.set("run", static_cast<double>(state_->runs.add(std::move(run).value())));
  return answer(v);
}

Answer Session::descendAdvance(int id, double steps) {
  DESCENT_HELD(run, state_->runs, id);
  // Whole numbers in range only; the run itself says what is allowed.
  const auto n = steps >= 0 && steps <= 1e15 ? static_cast<std::int64_t>(steps) : std::int64_t{-1};
  if (const auto status = run.advance(n); !status.ok()) return refuse(status.error());
  Object v;
  v.set("steps", static_cast<double>(run.steps()));
  v.set("running", run.status() == RunStatus::kOk);
  return answer(v);
}

Answer Session::descendResult(int id) {
  DESCENT_HELD(run, state_->runs, id);
  const Trace& trace = run.trace();
  const Evaluations& counts = run.evaluations();
  Object evaluations;
  evaluations.set("value", static_cast<double>(counts.value));
  evaluations.set("gradient", static_cast<double>(counts.gradient));
  evaluations.set("directional", static_cast<double>(counts.directional));
  evaluations.set("hessian", static_cast<double>(counts.hessian));
  Object state;
  for (const auto& s : trace.state) state.copy(std::string(s.name).c_str(), s.values);
  Object v;
  v.copy("x", trace.x);
  v.copy("f", trace.f);
  v.copy("gradient", trace.gradient);
  v.copy("lr", trace.lr);
  v.set("state", state.value());
  v.set("evaluations", evaluations.value());
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
  Object v;
  v.copy("values", grid->values);
  if (!grid->gradient.empty()) v.copy("gradient", grid->gradient);
  return answer(v);
}

Answer Session::point(Request request) {
  const auto report = evaluatePoint(fromJs(request));
  if (!report.ok()) return refuse(report.error());
  Object v;
  v.set("dim", static_cast<double>(report->gradient.size()));
  v.set("f", report->f);
  v.copy("gradient", report->gradient);
  v.copy("hessian", report->hessian);
  v.copy("eigenvalues", report->eigenvalues);
  return answer(v);
}

namespace {
Answer numbers(const Result<std::vector<double>>& result) {
  if (!result.ok()) return refuse(result.error());
  Object v;
  v.copy("values", *result);
  return answer(v);
}
}  // namespace

Answer Session::average(Request request) { return numbers(descent::average(fromJs(request))); }
Answer Session::learningRates(Request request) { return numbers(descent::learningRates(fromJs(request))); }

}  // namespace descent::wasm
