// Names only: what the functions' session offers, and what its values are called in the generated
// declarations.
#include <emscripten/bind.h>

#include "wasm/session_functions.hpp"

using namespace emscripten;
using namespace descent::wasm;

EMSCRIPTEN_BINDINGS(functions) {
  register_type<CatalogView>("import('../types').Catalog");
  register_type<Request>("object");
  register_type<Answer>("object");

  class_<FunctionSession>("FunctionSession")
      .constructor<int>()
      .function("version", &FunctionSession::version)
      .function("catalog", &FunctionSession::catalog)
      .function("descendStart", &FunctionSession::descendStart)
      .function("descendAdvance", &FunctionSession::descendAdvance)
      .function("descendResult", &FunctionSession::descendResult)
      .function("descendDispose", &FunctionSession::descendDispose)
      .function("grid", &FunctionSession::grid)
      .function("point", &FunctionSession::point)
      .function("average", &FunctionSession::average)
      .function("learningRates", &FunctionSession::learningRates)
      .function("sweepStart", &FunctionSession::sweepStart)
      .function("sweepAdvance", &FunctionSession::sweepAdvance)
      .function("sweepResult", &FunctionSession::sweepResult)
      .function("sweepDispose", &FunctionSession::sweepDispose);
}
