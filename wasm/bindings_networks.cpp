// Names only: what the networks' session offers, and what its values are called in the generated
// declarations.
#include <emscripten/bind.h>

#include "wasm/session_networks.hpp"

using namespace emscripten;
using namespace descent::wasm;

EMSCRIPTEN_BINDINGS(networks) {
  register_type<Request>("object");
  register_type<Answer>("object");
  register_type<SamplesIn>("import('../types').Samples");
  register_type<OptionalSamplesIn>("import('../types').Samples | undefined");
  register_type<Bytes>("Uint8Array");
  register_type<Indices>("Uint32Array");
  register_type<OptionalIndices>("Uint32Array | undefined");
  register_type<Floats>("Float32Array");
  register_type<OptionalFloats>("Float32Array | undefined");
  register_type<FloatsList>("Float32Array[]");

  class_<NetworkSession>("NetworkSession")
      .constructor<int>()
      .function("networkCreate", &NetworkSession::networkCreate)
      .function("networkLoad", &NetworkSession::networkLoad)
      .function("networkOrder", &NetworkSession::networkOrder)
      .function("networkStep", &NetworkSession::networkStep)
      .function("networkEvaluateStart", &NetworkSession::networkEvaluateStart)
      .function("networkEvaluateAdvance", &NetworkSession::networkEvaluateAdvance)
      .function("networkEvaluateResult", &NetworkSession::networkEvaluateResult)
      .function("networkPredict", &NetworkSession::networkPredict)
      .function("networkParameters", &NetworkSession::networkParameters)
      .function("networkAverage", &NetworkSession::networkAverage)
      .function("networkSetParameters", &NetworkSession::networkSetParameters)
      .function("networkGradient", &NetworkSession::networkGradient)
      .function("networkConfigure", &NetworkSession::networkConfigure)
      .function("networkSnapshot", &NetworkSession::networkSnapshot)
      .function("networkRestore", &NetworkSession::networkRestore)
      .function("networkReset", &NetworkSession::networkReset)
      .function("networkDispose", &NetworkSession::networkDispose)
      .function("networkRows", &NetworkSession::networkRows)
      .function("networkLosses", &NetworkSession::networkLosses)
      .function("networkOutputs", &NetworkSession::networkOutputs)
      .function("networkInsight", &NetworkSession::networkInsight)
      .function("networkCurvatureStart", &NetworkSession::networkCurvatureStart)
      .function("networkCurvatureAdvance", &NetworkSession::networkCurvatureAdvance)
      .function("networkCurvatureResult", &NetworkSession::networkCurvatureResult)
      .function("networkCurvatureDispose", &NetworkSession::networkCurvatureDispose)
      .function("networkDirection", &NetworkSession::networkDirection)
      .function("networkPrincipal", &NetworkSession::networkPrincipal)
      .function("networkSliceStart", &NetworkSession::networkSliceStart)
      .function("networkSliceAdvance", &NetworkSession::networkSliceAdvance)
      .function("networkSliceResult", &NetworkSession::networkSliceResult)
      .function("networkSliceDispose", &NetworkSession::networkSliceDispose)
      .function("networkSharpness", &NetworkSession::networkSharpness)
      .function("parseIdx", &NetworkSession::parseIdx)
      .function("parseCifar", &NetworkSession::parseCifar)
      .function("parseCsv", &NetworkSession::parseCsv)
      .function("toy", &NetworkSession::toy)
      .function("noisyLabels", &NetworkSession::noisyLabels)
      .function("permutation", &NetworkSession::permutation)
      .function("syntheticGarments", &NetworkSession::syntheticGarments)
      .function("syntheticColours", &NetworkSession::syntheticColours);
}
