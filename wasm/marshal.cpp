#include "wasm/marshal.hpp"

#include <string>

namespace descent::wasm {

using emscripten::typed_memory_view;
using emscripten::val;

namespace {

bool isTypedArray(const val& js) {
  return val::global("ArrayBuffer").call<bool>("isView", js) && !js["length"].isUndefined();
}

Value fromJsAt(const val& js, int depth) {
  if (js.isNull() || js.isUndefined() || depth > 16) return {};
  if (js.isTrue()) return true;
  if (js.isFalse()) return false;
  if (js.isNumber()) return js.as<double>();
  if (js.isString()) return js.as<std::string>();
  if (js.isArray() || isTypedArray(js)) {
    Value::Array array;
    const auto n = js["length"].as<unsigned>();
    array.reserve(n);
    for (unsigned i = 0; i < n; ++i) array.push_back(fromJsAt(js[i], depth + 1));
    return array;
  }
  if (js.typeOf().as<std::string>() != "object") return {};
  Value::Object object;
  const val keys = val::global("Object").call<val>("keys", js);
  const auto n = keys["length"].as<unsigned>();
  for (unsigned i = 0; i < n; ++i) {
    auto key = keys[i].as<std::string>();
    Value member = fromJsAt(js[key], depth + 1);
    object.emplace_back(std::move(key), std::move(member));
  }
  return object;
}

template <class T>
val copied(std::span<const T> numbers) {
  // slice() copies out of the module's memory, also when that memory is shared between threads.
  return val(typed_memory_view(numbers.size(), numbers.data())).template call<val>("slice");
}

template <class T>
Result<std::vector<T>> copiedIn(const val& js, const char* type, const char* what) {
  if (!js.instanceof (val::global(type))) {
    return Error{ErrorCode::kInvalidType, filled("# must be a #", {what, type}), what};
  }
  std::vector<T> numbers(js["length"].as<unsigned>());
  val(typed_memory_view(numbers.size(), numbers.data())).template call<void>("set", js);
  return numbers;
}

}  // namespace

Object& Object::set(const char* key, const val& value) {
  value_.set(key, value);
  return *this;
}
Object& Object::set(const char* key, double value) { return set(key, val(value)); }
Object& Object::set(const char* key, bool value) { return set(key, val(value)); }
Object& Object::set(const char* key, const std::string& value) { return set(key, val(value)); }

Value fromJs(const val& js) { return fromJsAt(js, 0); }

val toJs(const Value& value) {
  if (value.isBool()) return val(value.boolean());
  if (value.isNumber()) return val(value.number());
  if (value.isString()) return val(value.string());
  if (value.isArray()) {
    val array = val::array();
    for (const auto& item : value.array_()) array.call<void>("push", toJs(item));
    return array;
  }
  if (value.isObject()) {
    val object = val::object();
    for (const auto& [key, member] : value.members()) object.set(key, toJs(member));
    return object;
  }
  return val::null();
}

val toJs(const Error& error) {
  Object inner;
  inner.set("code", std::string(toString(error.code())))
      .set("message", error.message())
      .set("path", error.path());
  return Object().set("error", inner.value()).value();
}

val copyOut(std::span<const double> numbers) { return copied(numbers); }
val copyOut(std::span<const float> numbers) { return copied(numbers); }
val copyOut(std::span<const std::uint8_t> bytes) { return copied(bytes); }
val copyOut(std::span<const std::uint32_t> numbers) { return copied(numbers); }

Result<std::vector<std::uint8_t>> bytesIn(const val& js, const char* what) {
  return copiedIn<std::uint8_t>(js, "Uint8Array", what);
}
Result<std::vector<std::uint32_t>> uint32In(const val& js, const char* what) {
  return copiedIn<std::uint32_t>(js, "Uint32Array", what);
}
Result<std::vector<float>> floatsIn(const val& js, const char* what) {
  return copiedIn<float>(js, "Float32Array", what);
}

}  // namespace descent::wasm
