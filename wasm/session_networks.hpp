// The networks' session: networks, and the data they are trained on.
#pragma once

#include <memory>
#include <string>

#include "wasm/session.hpp"

namespace descent::wasm {

EMSCRIPTEN_DECLARE_VAL_TYPE(SamplesIn)
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalSamplesIn)
EMSCRIPTEN_DECLARE_VAL_TYPE(Bytes)
EMSCRIPTEN_DECLARE_VAL_TYPE(Indices)
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalIndices)
EMSCRIPTEN_DECLARE_VAL_TYPE(Floats)

class NetworkSession {
 public:
  /// `threads` >= 1, counting the calling one.
  explicit NetworkSession(int threads);
  ~NetworkSession();
  NetworkSession(const NetworkSession&) = delete;
  NetworkSession& operator=(const NetworkSession&) = delete;

  Answer networkCreate(Request config);  ///< { network, size }
  Answer networkLoad(int network, SamplesIn train, OptionalSamplesIn test);
  /// Announces `steps` steps that visit the samples in this order; without one, the seeded shuffle goes on.
  Answer networkOrder(int network, double steps, OptionalIndices order);
  Answer networkStep(int network, int steps);  ///< { loss, step, epoch, samples, running, status, message }
  Answer networkEvaluateStart(int network, std::string which);             ///< { samples }
  Answer networkEvaluateAdvance(int network, int samples);                 ///< { running }
  Answer networkEvaluateResult(int network);                               ///< EvaluateResult
  Answer networkPredict(int network, std::string which, Indices samples);  ///< PredictResult
  Answer networkParameters(int network);                                   ///< { parameters }
  Answer networkAverage(int network);  ///< { parameters }: the average of those a run went through
  Answer networkSetParameters(int network, Floats parameters);
  Answer networkGradient(int network, Indices samples);  ///< { loss, gradient }
  Answer networkConfigure(int network, Request change);
  Answer networkReset(int network);
  void networkDispose(int network);

  // Data.
  Answer parseIdx(Bytes file);                ///< IdxResult
  Answer syntheticGarments(Request request);  ///< Samples

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace descent::wasm
