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
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalFloats)
EMSCRIPTEN_DECLARE_VAL_TYPE(FloatsList)

class NetworkSession {
 public:
  /// `threads` >= 1, counting the calling one.
  explicit NetworkSession(int threads);
  ~NetworkSession();
  NetworkSession(const NetworkSession&) = delete;
  NetworkSession& operator=(const NetworkSession&) = delete;

  Answer networkCreate(Request config);  ///< { network, size }
  Answer networkLoad(int network, SamplesIn train, OptionalSamplesIn test, OptionalSamplesIn validation);
  /// Announces `steps` steps that visit the samples in this order; without one, the seeded shuffle goes on.
  Answer networkOrder(int network, double steps, OptionalIndices order);
  Answer networkStep(int network,
                     int steps);  ///< { loss, step, epoch, evaluations, samples, running, status, message }
  Answer networkEvaluateStart(int network, std::string which);             ///< { samples }
  Answer networkEvaluateAdvance(int network, int samples);                 ///< { running }
  Answer networkEvaluateResult(int network);                               ///< EvaluateResult
  Answer networkPredict(int network, std::string which, Indices samples);  ///< PredictResult
  Answer networkParameters(int network);                                   ///< { parameters }
  Answer networkAverage(int network);  ///< { parameters }: the average of those a run went through
  Answer networkSetParameters(int network, Floats parameters);
  Answer networkGradient(int network, Indices samples);  ///< { loss, gradient }
  Answer networkConfigure(int network, Request change);
  Answer networkSnapshot(int network);  ///< { bytes }
  Answer networkRestore(int network, Bytes snapshot);
  Answer networkReset(int network);
  void networkDispose(int network);

  // Looking at a network.
  Answer networkRows(int network, std::string which);                                ///< { samples }
  Answer networkLosses(int network, std::string which, Indices samples);             ///< { losses }
  Answer networkOutputs(int network, Floats inputs);                                 ///< { outputs }
  Answer networkInsight(int network, std::string which, Indices samples, int bins);  ///< InsightResult
  /// { curvature, slices, products }: slices a product takes, products at most.
  Answer networkCurvatureStart(int network, std::string which, Indices samples, Request settings);
  Answer networkCurvatureAdvance(int network, int curvature, int slices);  ///< { running, products }
  Answer networkCurvatureResult(int network, int curvature);               ///< CurvatureResult
  void networkCurvatureDispose(int network, int curvature);
  Answer networkDirection(int network, Request request, OptionalFloats center);  ///< { direction }
  Answer networkPrincipal(int network, FloatsList checkpoints);                  ///< PrincipalResult
  /// { slice, a, b, passes, slices }: slices of samples a point takes.
  Answer networkSliceStart(int network, std::string which, Indices samples, Request settings,
                           OptionalFloats center, Floats x, OptionalFloats y);
  Answer networkSliceAdvance(int network, int slice, int slices);  ///< { running }
  Answer networkSliceResult(int network, int slice);               ///< { loss }
  void networkSliceDispose(int network, int slice);
  Answer networkSharpness(int network, std::string which, Indices samples,
                          double radius);  ///< SharpnessResult

  // Data.
  Answer parseIdx(Bytes file);                        ///< IdxResult
  Answer parseCifar(Bytes file, std::string name);    ///< CifarResult; errors call the file by its name
  Answer parseCsv(Bytes file, Request options);       ///< CsvResult
  Answer syntheticGarments(Request request);          ///< Pictures
  Answer syntheticColours(Request request);           ///< Pictures and their classes
  Answer toy(Request request);                        ///< ToyResult
  Answer noisyLabels(Bytes labels, Request request);  ///< NoisyLabelsResult
  Answer permutation(Request request);                ///< { order }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace descent::wasm
