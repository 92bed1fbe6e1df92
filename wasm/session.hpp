// The one class JavaScript sees: a session owns runs and networks by number and answers plain requests. It
// holds no mathematics and no defaults. Every answer is either the result or { error: { code, message, path }
// }.
#pragma once

#include <emscripten/val.h>

#include <memory>

namespace descent::wasm {

// What the generated declarations call the arguments and answers; the shapes are in web/src/engine/types.ts.
EMSCRIPTEN_DECLARE_VAL_TYPE(CatalogView)
EMSCRIPTEN_DECLARE_VAL_TYPE(Request)
EMSCRIPTEN_DECLARE_VAL_TYPE(Answer)
EMSCRIPTEN_DECLARE_VAL_TYPE(SamplesIn)
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalSamplesIn)
EMSCRIPTEN_DECLARE_VAL_TYPE(Bytes)
EMSCRIPTEN_DECLARE_VAL_TYPE(Indices)
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalIndices)
EMSCRIPTEN_DECLARE_VAL_TYPE(Floats)

class Session {
 public:
  /// `threads` >= 1, counting the calling one.
  explicit Session(int threads);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  std::string version() const;
  int threads() const;
  CatalogView catalog() const;

  // Functions.
  Answer descendStart(Request config);           ///< { run }
  Answer descendAdvance(int run, double steps);  ///< { steps, running }
  Answer descendResult(int run);                 ///< DescendResult
  void descendDispose(int run);
  Answer grid(Request request);           ///< GridResult
  Answer point(Request request);          ///< PointResult
  Answer average(Request request);        ///< { values }
  Answer learningRates(Request request);  ///< { values }

  // Maps.
  Answer sweepStart(Request config);              ///< SweepFrame and { sweep, passes, group }
  Answer sweepAdvance(int sweep, double groups);  ///< { running }
  Answer sweepResult(int sweep);                  ///< SweepPixels
  void sweepDispose(int sweep);

  // Networks.
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
