// The networks' session: data files, drawn data and labels.
#include "core/data/cifar.hpp"
#include "core/data/colours.hpp"
#include "core/data/csv.hpp"
#include "core/data/garments.hpp"
#include "core/data/idx.hpp"
#include "core/data/labels.hpp"
#include "core/data/toys.hpp"
#include "wasm/networks_state.hpp"

namespace descent::wasm {

using emscripten::val;

namespace {

/// Images and labels (or targets) as they came.
Object samplesOut(const Dataset& set) {
  Object v;
  if (set.bytes.empty()) {
    v.copy("images", set.numbers);
  } else {
    v.copy("images", set.bytes);
  }
  if (set.classes > 0) {
    v.copy("labels", std::vector<std::uint8_t>(set.labels.begin(), set.labels.end()));
  } else {
    v.copy("labels", set.targets);
  }
  return v;
}

template <class Names>
val namesOut(const Names& names) {
  val list = val::array();
  for (const auto& name : names) list.call<void>("push", val(std::string(name)));
  return list;
}

}  // namespace

Answer NetworkSession::parseIdx(Bytes file) {
  const auto bytes = bytesIn(file, "file");
  if (!bytes.ok()) return refuse(bytes.error());
  const auto idx = descent::parseIdx(*bytes, "file");
  if (!idx.ok()) return refuse(idx.error());
  std::size_t columns = 1;
  for (std::size_t i = 2; i < idx->dims.size(); ++i) columns *= idx->dims[i];
  Object v;
  v.set("kind", std::string(idx->dims.size() == 1 ? "labels" : "images"));
  v.set("count", static_cast<double>(idx->dims[0]));
  v.set("rows", idx->dims.size() > 1 ? static_cast<double>(idx->dims[1]) : 1.0);
  v.set("columns", static_cast<double>(columns));
  v.set("bytes", copyOut(idx->data));
  return answer(v);
}

Answer NetworkSession::syntheticGarments(Request request) {
  DESCENT_GIVEN(set, makeGarments(fromJs(request)));
  return answer(samplesOut(set));
}

Answer NetworkSession::syntheticColours(Request request) {
  DESCENT_GIVEN(set, makeColours(fromJs(request)));
  Object v = samplesOut(set);
  v.set("classes", namesOut(cifarClasses()));
  return answer(v);
}

Answer NetworkSession::parseCifar(Bytes file, std::string name) {
  DESCENT_GIVEN(bytes, bytesIn(file, "file"));
  DESCENT_GIVEN(set, descent::parseCifar(bytes, name));
  Object v = samplesOut(set);
  v.set("count", static_cast<double>(set.rows));
  v.set("rows", static_cast<double>(kCifarSide)).set("columns", static_cast<double>(kCifarSide));
  v.set("channels", static_cast<double>(kCifarChannels)).set("classes", namesOut(cifarClasses()));
  return answer(v);
}

Answer NetworkSession::parseCsv(Bytes file, Request options) {
  DESCENT_GIVEN(bytes, bytesIn(file, "file"));
  DESCENT_GIVEN(table, descent::parseCsv(bytes, fromJs(options)));
  Object v;
  v.set("count", static_cast<double>(table.rows)).set("columns", namesOut(table.columns));
  v.copy("images", table.features).set("label", table.label).set("classes", namesOut(table.classes));
  if (table.targets.empty()) {
    v.copy("labels", table.labels);
  } else {
    v.copy("labels", table.targets);
  }
  return answer(v);
}

Answer NetworkSession::toy(Request request) {
  DESCENT_GIVEN(set, makeToy(fromJs(request)));
  return answer(samplesOut(set).set("lo", -kToyExtent).set("hi", kToyExtent));
}

Answer NetworkSession::noisyLabels(Bytes labels, Request request) {
  DESCENT_GIVEN(bytes, bytesIn(labels, "labels"));
  DESCENT_GIVEN(changed, makeNoisy(bytes, fromJs(request)));
  return answer(Object().copy("labels", bytes).copy("changed", changed));
}

Answer NetworkSession::permutation(Request request) {
  DESCENT_GIVEN(order, makePermutation(fromJs(request)));
  return answer(Object().copy("order", order));
}

}  // namespace descent::wasm
