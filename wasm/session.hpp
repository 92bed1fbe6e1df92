// What the two sessions share: the names of their values, and how they answer. A session is a class
// JavaScript sees; it owns runs or networks by number and answers plain requests. It holds no mathematics and
// no defaults. Every answer is either the result or { error: { code, message, path } }.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "wasm/marshal.hpp"
#include "wasm/store.hpp"

namespace descent::wasm {

// What the generated declarations call the arguments and answers; the shapes are in web/src/engine/types.ts.
EMSCRIPTEN_DECLARE_VAL_TYPE(Request)
EMSCRIPTEN_DECLARE_VAL_TYPE(Answer)

inline Answer answer(const Object& object = {}) { return Answer(object.value()); }
inline Answer refuse(const Error& error) { return Answer(toJs(error)); }

/// The object with this number, or the refusal that it is gone.
template <class T>
Result<T*> held(Store<T>& store, int id) {
  if (T* found = store.find(id)) return found;
  return Error{ErrorCode::kState, std::string("this ") + store.what() + " has been disposed of", ""};
}

}  // namespace descent::wasm

/// Binds the held object with number `id`, or returns the refusal from the enclosing method.
#define DESCENT_HELD(name, store, id)                      \
  auto name##Held = held(store, id);                       \
  if (!name##Held.ok()) return refuse(name##Held.error()); \
  auto& name = **name##Held
