// What the networks' session holds between calls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/parallel/executor.hpp"
#include "core/run/curvature.hpp"
#include "core/run/landscape.hpp"
#include "core/run/network_run.hpp"
#include "wasm/session_networks.hpp"

namespace descent::wasm {

/// A network, the order announced for its next steps, and what is under way: an evaluation, curvatures and
/// slices. Those look at its data, so another load() ends them.
struct HeldNetwork {
  std::unique_ptr<NetworkRun> run;
  std::vector<std::uint32_t> order;
  std::size_t visited = 0;  ///< samples of `order` used up
  Evaluator* evaluator = nullptr;
  Store<Curvature> curvatures{"curvature"};
  Store<LossSlice> slices{"slice"};
};

struct NetworkSession::State {
  std::unique_ptr<parallel::Executor> executor;
  Store<HeldNetwork> networks{"network"};
};

inline Result<Split> readSplit(const std::string& which) {
  if (which == "train") return Split::kTrain;
  if (which == "test") return Split::kTest;
  if (which == "validation") return Split::kValidation;
  return Error{
      ErrorCode::kUnknownId,
      filled("which was #; it must be \"train\", \"test\" or \"validation\"", {Value(which).shown()}),
      "which"};
}

}  // namespace descent::wasm

/// Binds the value of a Result, or returns the refusal from the enclosing method.
#define DESCENT_GIVEN(name, expression)                      \
  auto name##Given = expression;                             \
  if (!name##Given.ok()) return refuse(name##Given.error()); \
  auto& name = *name##Given
