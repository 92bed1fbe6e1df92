// The functions' session: runs, maps, and the catalogue of everything.
#pragma once

#include <memory>
#include <string>

#include "wasm/session.hpp"

namespace descent::wasm {

EMSCRIPTEN_DECLARE_VAL_TYPE(CatalogView)

class FunctionSession {
 public:
  /// `threads` >= 1, counting the calling one.
  explicit FunctionSession(int threads);
  ~FunctionSession();
  FunctionSession(const FunctionSession&) = delete;
  FunctionSession& operator=(const FunctionSession&) = delete;

  std::string version() const;
  CatalogView catalog() const;

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

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace descent::wasm
