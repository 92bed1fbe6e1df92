// A network with its method and schedule, made from one configuration: what a page or a notebook trains.
#pragma once

#include <memory>

#include "core/optim/table.hpp"
#include "core/run/train.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {

class NetworkRun {
 public:
  /// Reads { layers, activation, loss, initializer, optimizer, schedule, batchSize, seed, weightAverage };
  /// only `layers` is required, the optimizer defaults to "adam". The executor must outlive the run. Paths in
  /// errors: `layers[1]`, `optimizer.beta1` ...
  static Result<std::unique_ptr<NetworkRun>> create(const Value& config, parallel::Executor& executor);

  TrainRun& train() { return *train_; }

  /// Reads { optimizer?, schedule?, batchSize? } and goes on with them from the next step; what is not given
  /// stays. Another learning rate or schedule leaves the method's memory alone; any other change of the
  /// optimizer starts it afresh. Nothing changes on an error.
  Status configure(const Value& change);

  /// All that the run's next steps depend on besides its configuration and data: parameters, the method's
  /// memory, counters, the place in the shuffle, the average. Data must be loaded.
  Result<std::vector<std::uint8_t>> snapshot();
  /// Goes on where the snapshot was taken, bit for bit, with the learning rate and schedule this run has.
  /// Path: `bytes`. Nothing changes on an error: bytes that are no snapshot, of another format, damaged, or
  /// of a run with other layers, another method, batch size, seed, average or training data.
  Status restore(std::span<const std::uint8_t> bytes);

 private:
  NetworkRun() = default;

  Value optimizerSpec_, scheduleSpec_;
  OptimizerConfig optimizer_;
  std::unique_ptr<TrainRun> train_;
};

}  // namespace descent
