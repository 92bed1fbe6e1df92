#include "wasm/session_functions.hpp"

#include "core/average/average.hpp"
#include "core/catalog.hpp"
#include "core/parallel/executor.hpp"
#include "core/run/descend.hpp"
#include "core/run/probe.hpp"
#include "core/run/sweep.hpp"

namespace descent::wasm {

struct FunctionSession::State {
  std::unique_ptr<parallel::Executor> executor;
  Store<DescendRun> runs{"run"};
  Store<Sweep> sweeps{"sweep"};
};

FunctionSession::FunctionSession(int threads) : state_(std::make_unique<State>()) {
  state_->executor = parallel::makeExecutor(threads);
}
FunctionSession::~FunctionSession() = default;

std::string FunctionSession::version() const { return DESCENT_VERSION; }
CatalogView FunctionSession::catalog() const { return CatalogView(toJs(descent::catalog())); }

Answer FunctionSession::descendStart(Request config) {
  auto run = DescendRun::create(fromJs(config));
  if (!run.ok()) return refuse(run.error());
  Object v;
  v.set("run", static_cast<double>(state_->runs.add(std::move(run).value())));
  return answer(v);
}

Answer FunctionSession::descendAdvance(int id, double steps) {
  DESCENT_HELD(run, state_->runs, id);
  // Whole numbers in range only; the run itself says what is allowed.
  const auto n = steps >= 0 && steps <= 1e15 ? static_cast<std::int64_t>(steps) : std::int64_t{-1};
  if (const auto status = run.advance(n); !status.ok()) return refuse(status.error());
  Object v;
  v.set("steps", static_cast<double>(run.steps()));
  v.set("running", run.status() == RunStatus::kOk);
  return answer(v);
}

Answer FunctionSession::descendResult(int id) {
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
  if (!trace.average.empty()) v.copy("average", trace.average);
  v.set("state", state.value());
  v.set("evaluations", evaluations.value());
  v.set("status", std::string(toString(run.status())));
  v.set("message", run.message());
  v.set("steps", static_cast<double>(run.steps()));
  v.set("dim", static_cast<double>(run.dimension()));
  return answer(v);
}

void FunctionSession::descendDispose(int id) { state_->runs.remove(id); }

Answer FunctionSession::grid(Request request) {
  const auto grid = evaluateGrid(fromJs(request));
  if (!grid.ok()) return refuse(grid.error());
  Object v;
  v.copy("values", grid->values);
  if (!grid->gradient.empty()) v.copy("gradient", grid->gradient);
  return answer(v);
}

Answer FunctionSession::point(Request request) {
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

Answer FunctionSession::average(Request request) { return numbers(descent::average(fromJs(request))); }
Answer FunctionSession::learningRates(Request request) {
  return numbers(descent::learningRates(fromJs(request)));
}

Answer FunctionSession::sweepStart(Request config) {
  auto created = Sweep::create(fromJs(config), *state_->executor);
  if (!created.ok()) return refuse(created.error());
  auto sweep = std::move(created).value();
  Object v;
  v.copy("x", sweep->x().values);
  v.copy("y", sweep->y().values);
  v.copy("minima", sweep->targets().points);
  v.set("dim", static_cast<double>(sweep->targets().dimension));
  v.set("within", sweep->targets().within);
  v.set("passes", copyOut(sweep->passes()));
  v.set("group", static_cast<double>(sweep->groupSize()));
  v.set("sweep", static_cast<double>(state_->sweeps.add(std::move(sweep))));
  return answer(v);
}

Answer FunctionSession::sweepAdvance(int id, double groups) {
  DESCENT_HELD(sweep, state_->sweeps, id);
  Object v;
  v.set("running", sweep.advance(groups >= 0 && groups <= 1e15 ? static_cast<std::int64_t>(groups) : 0));
  return answer(v);
}

Answer FunctionSession::sweepResult(int id) {
  DESCENT_HELD(sweep, state_->sweeps, id);
  Object v;
  v.set("f", copyOut(sweep.f()));
  v.set("minimum", copyOut(sweep.minimum()));
  v.set("steps", copyOut(sweep.steps()));
  v.set("status", copyOut(sweep.status()));
  return answer(v);
}

void FunctionSession::sweepDispose(int id) { state_->sweeps.remove(id); }

}  // namespace descent::wasm
