// What a session holds between calls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/parallel/executor.hpp"
#include "core/run/descend.hpp"
#include "core/run/network_run.hpp"
#include "core/run/sweep.hpp"
#include "wasm/marshal.hpp"
#include "wasm/session.hpp"
#include "wasm/store.hpp"

namespace descent::wasm {

/// A network, the order announced for its next steps, and an evaluation under way.
struct HeldNetwork {
  std::unique_ptr<NetworkRun> run;
  std::vector<std::uint32_t> order;
  std::size_t visited = 0;  ///< samples of `order` used up
  Evaluator* evaluator = nullptr;
};

struct Session::State {
  std::unique_ptr<parallel::Executor> executor;
  Store<DescendRun> runs{"run"};
  Store<Sweep> sweeps{"sweep"};
  Store<HeldNetwork> networks{"network"};
};

inline Answer answer(const Object& object = {}) { return Answer(object.value()); }
inline Answer refuse(const Error& error) { return Answer(toJs(error)); }

/// The object with this number, or the refusal that it is gone.
template <class T>
Result<T*> held(Store<T>& store, int id) {
  if (T* found = store.find(id)) return found;
  return Error{ErrorCode::kState, std::string("this ") + store.what() + " has been disposed of", ""};
}

}  // namespace descent::wasm

/// Binds the held object with number `id`, or returns the refusal from the enclosing method.
#define DESCENT_HELD(name, store, id)                      \
  auto name##Held = held(store, id);                       \
  if (!name##Held.ok()) return refuse(name##Held.error()); \
  auto& name = **name##Held
