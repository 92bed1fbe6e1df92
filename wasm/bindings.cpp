// Names only: what the session offers, and what its values are called in the generated declarations.
#include <emscripten/bind.h>

#include "wasm/session.hpp"

using namespace emscripten;
using descent::wasm::Session;

EMSCRIPTEN_BINDINGS(descent) {
  class_<Session>("Session")
      .constructor<int>()
      .function("version", &Session::version)
      .function("threads", &Session::threads)
      .function("catalog", &Session::catalog)
      .function("descendStart", &Session::descendStart)
      .function("descendAdvance", &Session::descendAdvance)
      .function("descendResult", &Session::descendResult)
      .function("descendDispose", &Session::descendDispose)
      .function("grid", &Session::grid)
      .function("point", &Session::point)
      .function("average", &Session::average)
      .function("learningRates", &Session::learningRates);
}
