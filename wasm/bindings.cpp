// Names only: what the session offers, and what its values are called in the generated declarations.
#include <emscripten/bind.h>

#include "wasm/session.hpp"

using namespace emscripten;
using namespace descent::wasm;

EMSCRIPTEN_BINDINGS(descent) {
  register_type<CatalogView>("import('../types').Catalog");
  register_type<Request>("object");
  register_type<Answer>("object");
  register_type<SamplesIn>("import('../types').Samples");
  register_type<OptionalSamplesIn>("import('../types').Samples | undefined");
  register_type<Bytes>("Uint8Array");
  register_type<Indices>("Uint32Array");
  register_type<OptionalIndices>("Uint32Array | undefined");
  register_type<Floats>("Float32Array");

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
      .function("learningRates", &Session::learningRates)
      .function("sweepStart", &Session::sweepStart)
      .function("sweepAdvance", &Session::sweepAdvance)
      .function("sweepResult", &Session::sweepResult)
      .function("sweepDispose", &Session::sweepDispose)
      .function("networkCreate", &Session::networkCreate)
      .function("networkLoad", &Session::networkLoad)
      .function("networkOrder", &Session::networkOrder)
      .function("networkStep", &Session::networkStep)
      .function("networkEvaluateStart", &Session::networkEvaluateStart)
      .function("networkEvaluateAdvance", &Session::networkEvaluateAdvance)
      .function("networkEvaluateResult", &Session::networkEvaluateResult)
      .function("networkPredict", &Session::networkPredict)
      .function("networkParameters", &Session::networkParameters)
      .function("networkSetParameters", &Session::networkSetParameters)
      .function("networkGradient", &Session::networkGradient)
      .function("networkConfigure", &Session::networkConfigure)
      .function("networkReset", &Session::networkReset)
      .function("networkDispose", &Session::networkDispose)
      .function("parseIdx", &Session::parseIdx)
      .function("syntheticGarments", &Session::syntheticGarments);
}
