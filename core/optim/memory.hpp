// What a method keeps from one step to the next besides its state: named once, when the method is made, so
// that a run can be put away and taken up again.
#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/base/tape.hpp"
#include "core/base/types.hpp"

namespace descent {

template <class T>
class Optimizer;

/// Only runs on networks are put away: on functions (double) nothing is kept in mind, and it costs nothing.
template <class T>
class Memory {
 public:
  template <class Data>
  void add(Data&) {}
  template <class Whole>
  void add(Whole&, std::int64_t) {}
  void addAcquaintance(const void*&) {}
  static constexpr bool some(const void*) { return false; }
  void within(Optimizer<T>&) {}
};

template <>
class Memory<float> {
 public:
  Memory() = default;
  // It refers to the members of one object.
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// A vector or a matrix, of the size it has when it is passed, or a plain number.
  template <class Data>
  void add(Data& data) {
    cells_.push_back({&data, kAnything, [](void* at) {
                        auto& what = *static_cast<Data*>(at);
                        if constexpr (std::is_arithmetic_v<Data>) {
                          return bytesOf(&what, 1);
                        } else {
                          return bytesOf(what.data(), static_cast<std::size_t>(what.size()));
                        }
                      }});
  }
  /// A whole number (a counter, a position, a flag) from 0 to `most`.
  template <class Whole>
  void add(Whole& whole, std::int64_t most) {
    static_assert(std::is_integral_v<Whole> || std::is_enum_v<Whole>);
    if constexpr (std::is_integral_v<Whole>)
      most = std::min(most, static_cast<std::int64_t>(std::numeric_limits<Whole>::max()));
    cells_.push_back({&whole, most, [](void* at) { return bytesOf(static_cast<Whole*>(at), 1); }});
  }

  /// A pointer that says who is known, or null: what is remembered is whether there was somebody, and taken
  /// up again it is some(), which whoever comes first may count as.
  void addAcquaintance(const void*& who) { cells_.push_back({&who, kAcquaintance, nullptr}); }
  static bool some(const void* who) { return who == &kSomebody; }
  /// A method within this one, passed after it; its state vectors stand behind this one's own.
  void within(Optimizer<float>& inner) { inner_ = &inner; }
  Optimizer<float>* inner() const { return inner_; }

  void pass(Tape& tape) {
    for (const Cell& cell : cells_) {
      if (cell.most == kAcquaintance) {
        auto& who = *static_cast<const void**>(cell.at);
        std::int64_t known = who != nullptr ? 1 : 0;
        tape.pass(known, 0, 1);
        if (tape.mode() == Tape::Mode::kRead) who = known != 0 ? &kSomebody : nullptr;
        continue;
      }
      const auto bytes = cell.bytes(cell.at);
      if (cell.most == kAnything) {
        tape.pass(bytes);
        continue;
      }
      std::int64_t whole = 0;  // little-endian: the low bytes come first
      std::memcpy(&whole, bytes.data(), bytes.size());
      tape.pass(whole, 0, cell.most);
      std::memcpy(bytes.data(), &whole, bytes.size());
    }
  }

 private:
  static constexpr std::int64_t kAnything = -1, kAcquaintance = -2;
  static constexpr char kSomebody = 0;
  struct Cell {
    void* at;
    std::int64_t most;
    std::span<std::uint8_t> (*bytes)(void*);
  };
  std::vector<Cell> cells_;
  Optimizer<float>* inner_ = nullptr;
};

/// More steps than any run takes, and what a JavaScript number still holds.
inline constexpr std::int64_t kMostSteps = (std::int64_t{1} << 53) - 1;

}  // namespace descent
