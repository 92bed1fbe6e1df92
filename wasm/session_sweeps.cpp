// The session's maps.
#include "wasm/state.hpp"

namespace descent::wasm {

Answer Session::sweepStart(Request config) {
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

Answer Session::sweepAdvance(int id, double groups) {
  DESCENT_HELD(sweep, state_->sweeps, id);
  Object v;
  v.set("running", sweep.advance(groups >= 0 && groups <= 1e15 ? static_cast<std::int64_t>(groups) : 0));
  return answer(v);
}

Answer Session::sweepResult(int id) {
  DESCENT_HELD(sweep, state_->sweeps, id);
  Object v;
  v.set("f", copyOut(sweep.f()));
  v.set("minimum", copyOut(sweep.minimum()));
  v.set("steps", copyOut(sweep.steps()));
  v.set("status", copyOut(sweep.status()));
  return answer(v);
}

void Session::sweepDispose(int id) { state_->sweeps.remove(id); }

}  // namespace descent::wasm
