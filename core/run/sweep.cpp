#include "core/run/sweep.hpp"

#include <algorithm>
#include <atomic>

#include "core/base/lanes.hpp"
#include "core/run/descend.hpp"
#include "core/run/pass_grid.hpp"
#include "core/run/sweep_config.hpp"

namespace descent {
namespace {

constexpr ParamSpec kWholeNumbers[] = {
    ParamSpec::integer("width", "", 1, 1, kMaxSweepSide, kMaxSweepSide),
    ParamSpec::integer("height", "", 1, 1, kMaxSweepSide, kMaxSweepSide),
    ParamSpec::integer("steps", "", 0, 0, kMaxSteps, kMaxSteps),
};

/// So many runs side by side that their vectors stay in the nearest cache and a group takes milliseconds at
/// most.
Index lanesFor(Index dimension, std::int64_t steps) {
  constexpr std::int64_t kMost = 256, kFew = 16, kNumbers = 4096, kSteps = 1 << 19;
  std::int64_t lanes = kMost;
  while (lanes > kFew && lanes * steps > kSteps) lanes /= 2;
  while (lanes > Lanes::kCount && lanes * dimension > kNumbers) lanes /= 2;
  return static_cast<Index>(lanes);
}

void setParameter(OptimizerConfig& config, std::string_view key, double value) {
  config.params.set(key, value);
  if (key != "lr") return;
  config.lr = value;
  if (config.base == nullptr) return;
  auto base = std::make_shared<OptimizerConfig>(*config.base);
  setParameter(*base, key, value);
  config.base = std::move(base);
}

}  // namespace

/// What a thread needs: many runs at once, or one that is used again and again.
struct Sweep::Worker {
  explicit Worker(const Sweep& sweep, bool lanes)
      : config(sweep.setup_.optimizer), start(sweep.setup_.start) {
    if (lanes) {
      many = std::make_unique<LaneRuns>(sweep.setup_, sweep.targets_, static_cast<Index>(sweep.group_));
    } else {
      one = std::make_unique<Stepper>(sweep.setup_);
      arrivals = std::make_unique<Arrivals>(sweep.targets_, 1);
    }
  }

  PixelOutcome runOne(std::int64_t steps) {
    one->start(start);
    arrivals->begin(one->x().data());
    while (one->steps() < steps && one->status() == RunStatus::kOk && one->step())
      arrivals->add(one->x().data());
    PixelOutcome outcome{.f = one->f(), .steps = one->steps(), .status = one->status()};
    arrivals->settle(0);
    outcome.take(*arrivals, 0);
    return outcome;
  }

  std::unique_ptr<LaneRuns> many;
  std::unique_ptr<Stepper> one;
  std::unique_ptr<Arrivals> arrivals;
  OptimizerConfig config;
  Vec<double> start;
};

Sweep::~Sweep() = default;

Status Sweep::read(const Value& config) {
  DESCENT_CHECK(onlyKeys(config, {"objective", "optimizer", "schedule", "start", "seed", "gradientNoise",
                                  "tolerance", "steps", "x", "y", "width", "height", "within"}));
  DESCENT_TRY(setup_, RunSetup::read(config));
  DESCENT_TRY(targets_, readSweepTargets(config, setup_.objective));
  DESCENT_TRY(const Params numbers, Params::read(kWholeNumbers, config));
  const auto number = [&](const char* key) { return static_cast<std::int64_t>(numbers[key]); };
  for (const auto& spec : kWholeNumbers) {
    if (!config.has(spec.key))
      return Error{ErrorCode::kMissing, filled("# is missing", {spec.key}), std::string(spec.key)};
  }
  runSteps_ = number("steps");
  const std::int64_t most = kMaxSweepSteps / (number("width") * number("height"));
  if (runSteps_ > most)
    return Error{ErrorCode::kTooLarge, filled("so many pixels may take # steps each", {most}), "steps"};
  for (const char* key : {"x", "y"}) {
    const bool isX = key[0] == 'x';
    auto axis = readSweepAxis(config[key], setup_, number(isX ? "width" : "height"));
    if (!axis.ok()) return std::move(axis).error().within(key);
    (isX ? x_ : y_) = std::move(axis).value();
    const ParamSpec* const param = (isX ? x_ : y_).param;
    if (param != nullptr && param->key == "lr" && config["optimizer"]["base"].has("lr")) {
      return Error{ErrorCode::kUnsupported, "an axis varies the rate, which belongs to the base too",
                   "optimizer.base.lr"};
    }
  }
  if (x_.coordinate == y_.coordinate && x_.param == y_.param)
    return Error{ErrorCode::kUnsupported, "both axes vary the same number", "y"};
  return {};
}

Result<std::unique_ptr<Sweep>> Sweep::create(const Value& config, parallel::Executor& executor) {
  auto sweep = std::unique_ptr<Sweep>(new Sweep);
  DESCENT_CHECK(sweep->read(config));
  sweep->executor_ = &executor;

  const bool starts = sweep->x_.param == nullptr && sweep->y_.param == nullptr;
  const bool lanes = starts && sweep->setup_.optimizer.make<double>()->elementWise();
  if (lanes) sweep->group_ = lanesFor(sweep->setup_.dimension(), sweep->runSteps_);
  for (int i = 0; i < executor.threads(); ++i)
    sweep->workers_.push_back(std::make_unique<Worker>(*sweep, lanes));

  sweep->passes_ = passSizes(sweep->width(), sweep->height());
  const auto pixels = static_cast<std::size_t>(sweep->width() * sweep->height());
  sweep->f_.resize(pixels);
  sweep->minimum_.resize(pixels);
  sweep->status_.resize(pixels);
  sweep->steps_.resize(pixels);
  return sweep;
}

std::size_t Sweep::pixel(std::int64_t k) const { return PassGrid(pass_, width(), height()).place(k); }

void Sweep::record(std::size_t at, const PixelOutcome& outcome) {
  const bool arrived = outcome.minimum >= 0;
  f_[at] = outcome.f;
  status_[at] = static_cast<std::uint8_t>(outcome.status);
  steps_[at] = static_cast<std::uint32_t>(arrived ? outcome.since : outcome.steps);
  minimum_[at] = arrived                                  ? static_cast<std::uint8_t>(outcome.minimum)
                 : outcome.status == RunStatus::kDiverged ? kRunDiverged
                                                          : kAtNoMinimum;
}

void Sweep::compute(Worker& worker, std::int64_t first, std::int64_t count) {
  const auto columns = static_cast<std::size_t>(width());
  const auto value = [&](const SweepAxis& axis, std::size_t at) {
    return axis.values[&axis == &x_ ? at % columns : at / columns];
  };
  if (worker.many == nullptr) {
    const std::size_t at = pixel(first);
    bool changed = false;
    for (const SweepAxis* axis : {&x_, &y_}) {
      if (axis->param == nullptr) {
        worker.start[axis->coordinate] = value(*axis, at);
      } else {
        setParameter(worker.config, axis->param->key, value(*axis, at));
        changed = true;
      }
    }
    if (changed) worker.one->use(worker.config);
    record(at, worker.runOne(runSteps_));
    return;
  }
  const auto start = worker.many->start();
  const auto lanes = static_cast<std::size_t>(group_);
  for (std::size_t l = 0; l < lanes; ++l) {
    // A last group that is not full repeats its last pixel.
    const std::size_t at = pixel(first + std::min(static_cast<std::int64_t>(l), count - 1));
    for (std::size_t i = 0; i < start.size() / lanes; ++i)
      start[i * lanes + l] = setup_.start[static_cast<Index>(i)];
    for (const SweepAxis* axis : {&x_, &y_})
      start[static_cast<std::size_t>(axis->coordinate) * lanes + l] = value(*axis, at);
  }
  const auto outcomes = worker.many->run(runSteps_);
  for (std::int64_t l = 0; l < count; ++l) record(pixel(first + l), outcomes[static_cast<std::size_t>(l)]);
}

bool Sweep::advance(std::int64_t groups) {
  while (pass_ < passes_.size() && done_ == passes_[pass_]) {
    ++pass_;
    done_ = 0;
  }
  if (pass_ == passes_.size()) return false;
  const std::int64_t left = PassGrid::divideUp(passes_[pass_] - done_, group_);
  const std::int64_t now = std::clamp<std::int64_t>(groups, 0, left);
  const std::int64_t end = std::min<std::int64_t>(passes_[pass_], done_ + now * group_);
  // Whoever is free takes the next group: which thread that is changes no bit of it.
  std::atomic<std::int64_t> next{done_};
  auto work = [&](int thread) {
    Worker& worker = *workers_[static_cast<std::size_t>(thread)];
    for (std::int64_t first = next.fetch_add(group_); first < end; first = next.fetch_add(group_))
      compute(worker, first, std::min(group_, end - first));
  };
  executor_->run(static_cast<int>(std::min<std::int64_t>(now, executor_->threads())), work);
  done_ = end;
  return true;
}

}  // namespace descent
