// A run put away as bytes, and taken up again.
//
//   8 bytes   "DLABSNAP"
//   whole     the format
//   whole     how many properties follow; each is two texts, what it is and what it was
//   ...       what TrainRun::pass lists
//   8 bytes   a digest of all before
//
// Whole numbers take eight bytes; a text is its length and its characters (Tape).
#include <algorithm>
#include <cstring>

#include "core/run/network_run.hpp"

namespace descent {
namespace {

constexpr char kMagic[] = {'D', 'L', 'A', 'B', 'S', 'N', 'A', 'P'};
/// To be raised with any change of what a run, a method or an average lists.
constexpr std::int64_t kFormat = 1;
constexpr const char* kTrainingData = "training data";

std::string spelled(const Value& value) {
  if (!value.isArray() && !value.isObject()) return value.shown();
  std::string text;
  const auto comma = [&text] { return text.empty() ? "" : ", "; };
  if (value.isArray()) {
    for (const auto& item : value.array_()) text = filled("###", {text, comma(), spelled(item)});
    return filled("[#]", {text});
  }
  for (const auto& [key, member] : value.members()) {
    // A run goes on with whatever rate it is given.
    if (key != "lr") text = filled("###: #", {text, comma(), key, spelled(member)});
  }
  return filled("{#}", {text});
}

struct Property {
  std::string name, value;
};

Error damaged(std::size_t size) {
  return Error{ErrorCode::kBadData, filled("this snapshot of # bytes is damaged or incomplete", {size}),
               "bytes"};
}

// What must be the same where a run is taken up again. The rest of a configuration (learning rate, schedule,
// initialiser) has no part in the steps that follow, or may be changed at any step.
std::vector<Property> propertiesOf(TrainRun& run, const OptimizerConfig& optimizer) {
  const Value network = toValue(run.config());
  std::vector<Property> properties;
  for (const char* key : {"layers", "activation", "loss", "dropout", "seed"})
    properties.push_back({key, spelled(network[key])});
  properties.push_back({"batchSize", filled("#", {run.batchSize()})});
  properties.push_back({"optimizer", spelled(toValue(optimizer))});
  const auto* const average = run.average();
  properties.push_back({"weightAverage", average != nullptr ? spelled(toValue(average->config())) : "none"});
  properties.push_back({"training samples", filled("#", {run.data(Split::kTrain).rows})});
  properties.push_back({kTrainingData, filled("#", {static_cast<std::int64_t>(run.trainingDigest())})});
  return properties;
}

}  // namespace

Result<std::vector<std::uint8_t>> NetworkRun::snapshot() {
  if (!train_->loaded()) return Error{ErrorCode::kState, "there are no data yet; load some first", ""};
  Tape tape;
  char magic[sizeof kMagic];
  std::copy_n(kMagic, sizeof kMagic, magic);
  tape.pass(bytesOf(magic, sizeof magic));
  auto properties = propertiesOf(*train_, optimizer_);
  auto format = kFormat, count = static_cast<std::int64_t>(properties.size());
  tape.pass(format, kFormat, kFormat);
  tape.pass(count, count, count);
  for (auto& [name, value] : properties) {
    tape.pass(name);
    tape.pass(value);
  }
  train_->pass(tape);
  std::uint64_t seal = digest(tape.written());
  tape.pass(bytesOf(&seal, 1));
  return std::move(tape.written());
}

Status NetworkRun::restore(std::span<const std::uint8_t> bytes) {
  if (!train_->loaded()) return Error{ErrorCode::kState, "there are no data yet; load some first", ""};
  if (bytes.empty() || std::memcmp(bytes.data(), kMagic, std::min(bytes.size(), sizeof kMagic)) != 0)
    return Error{ErrorCode::kBadData, filled("these # bytes are no snapshot of a network", {bytes.size()}),
                 "bytes"};
  std::int64_t format = 0;
  std::uint64_t seal = 0;
  if (bytes.size() < sizeof kMagic + sizeof format + sizeof seal) return damaged(bytes.size());
  std::memcpy(&format, bytes.data() + sizeof kMagic, sizeof format);
  if (format != kFormat) {
    return Error{ErrorCode::kUnsupported,
                 filled("this snapshot has the format #; this version of the lab reads #", {format, kFormat}),
                 "bytes"};
  }
  const auto body = bytes.first(bytes.size() - sizeof seal);
  std::memcpy(&seal, bytes.data() + body.size(), sizeof seal);
  if (seal != digest(body)) return damaged(bytes.size());

  Tape head(Tape::Mode::kRead, body.subspan(sizeof kMagic + sizeof format));
  const auto wanted = propertiesOf(*train_, optimizer_);
  std::int64_t count = 0;
  const auto expected = static_cast<std::int64_t>(wanted.size());
  head.pass(count, expected, expected);
  for (const auto& [name, here] : wanted) {
    std::string key, there;
    head.pass(key);
    head.pass(there);
    if (!head.good() || key != name) return damaged(bytes.size());
    if (there == here) continue;
    return Error{
        ErrorCode::kBadData,
        name == kTrainingData
            ? std::string("this snapshot was taken with other training data of the same size")
            : filled("this snapshot is of a run with # = #; this network has #", {name, there, here}),
        "bytes"};
  }
  Tape check(Tape::Mode::kCheck, head.rest());
  train_->pass(check);
  if (!check.ended()) return damaged(bytes.size());
  Tape read(Tape::Mode::kRead, head.rest());
  train_->pass(read);
  return {};
}

}  // namespace descent
