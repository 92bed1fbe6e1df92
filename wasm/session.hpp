// The one class JavaScript sees: a session owns runs and networks by number and answers plain requests. It
// holds no mathematics and no defaults. Every answer is either the result or { error: { code, message, path }
// }.
#pragma once

#include <emscripten/val.h>

#include <map>
#include <memory>
#include <string>

#include "core/run/descend.hpp"

namespace descent::wasm {

// Named JavaScript types, so that the generated declarations say more than `any` (see bindings.cpp).
EMSCRIPTEN_DECLARE_VAL_TYPE(Request)
EMSCRIPTEN_DECLARE_VAL_TYPE(Answer)
EMSCRIPTEN_DECLARE_VAL_TYPE(CatalogValue)

class Session {
 public:
  explicit Session(int threads);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  emscripten::val version() const;
  int threads() const;
  emscripten::val catalog() const;

  // Runs on functions. Each takes or gives the number of a run.
  emscripten::val descendStart(emscripten::val config);
  /// { steps, status, running }
  emscripten::val descendAdvance(int run, double steps);
  /// The whole path: see DescendResult in the public types.
  emscripten::val descendResult(int run);
  void descendDispose(int run);

  emscripten::val grid(emscripten::val request);
  emscripten::val point(emscripten::val request);
  emscripten::val average(emscripten::val request);
  emscripten::val learningRates(emscripten::val request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace descent::wasm
