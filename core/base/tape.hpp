// Putting things away as bytes and taking them up again. What is put away is listed once, in a function that
// passes a tape along it; the tape's mode says whether the values are written, looked at, or taken over.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace descent {

/// Bytes in the order of the machine (little-endian wherever the lab runs); whole numbers always take eight.
class Tape {
 public:
  enum class Mode {
    kWrite,
    kCheck,  ///< walks over the bytes and changes nothing
    kRead,   ///< only after a check of the same bytes has come out well
  };
  /// An empty tape to be written.
  Tape() : mode_(Mode::kWrite) {}
  /// A tape of these bytes, which must outlive it.
  Tape(Mode mode, std::span<const std::uint8_t> bytes) : mode_(mode), rest_(bytes) {}

  Mode mode() const { return mode_; }
  /// Whether everything so far was there and within its bounds.
  bool good() const { return good_; }
  /// That the bytes end here.
  bool ended() const { return good_ && rest_.empty(); }

  void pass(std::span<std::uint8_t> raw);
  /// A whole number that must be from lo to hi.
  void pass(std::int64_t& n, std::int64_t lo, std::int64_t hi);
  /// At most kMostCharacters of text; what is longer is cut.
  void pass(std::string& text);
  /// Numbers that must be finite.
  void passFinite(std::span<float> numbers);

  std::vector<std::uint8_t>& written() { return written_; }
  /// What has not been read yet.
  std::span<const std::uint8_t> rest() const { return rest_; }

 private:
  static constexpr std::int64_t kMostCharacters = 4096;
  /// The next n bytes of what is read; none, and no longer good, where there are fewer.
  std::span<const std::uint8_t> take(std::size_t n);

  Mode mode_;
  bool good_ = true;
  std::span<const std::uint8_t> rest_;
  std::vector<std::uint8_t> written_;
};

/// The bytes of numbers.
template <class T>
std::span<std::uint8_t> bytesOf(T* numbers, std::size_t count) {
  return {reinterpret_cast<std::uint8_t*>(numbers), count * sizeof(T)};
}

/// A number that other bytes hardly share; `before` continues the digest of what came before them.
std::uint64_t digest(std::span<const std::uint8_t> bytes, std::uint64_t before = 0);

}  // namespace descent
