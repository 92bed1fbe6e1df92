// Errors are values: every call that can be refused returns a Result. Nothing in the core throws.
#pragma once

#include <cassert>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace descent {

/// Why a call was refused. The names are part of the JavaScript contract (LabError.code).
enum class ErrorCode {
  kInvalidType,  ///< a value of another type was expected
  kOutOfRange,   ///< a number outside the allowed range, or not finite
  kUnknownId,    ///< an id that no table has
  kUnknownKey,   ///< a field that the object does not have
  kMissing,      ///< a required field is absent
  kSyntax,       ///< an expression that cannot be read
  kBadData,      ///< a data file or buffer that is not what it claims to be
  kUnsupported,  ///< a combination that has no meaning (e.g. newton on a network)
  kTooLarge,     ///< more memory or work than the lab is willing to take on
  kState,        ///< a call that does not fit the present state (e.g. train before load)
};

/// The contract's spelling of a code, e.g. "out-of-range".
const char* toString(ErrorCode code);

// Passed and returned in a register although its destructor does something.
#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::trivial_abi)
#define DESCENT_IN_REGISTER [[clang::trivial_abi]]
#endif
#endif
#ifndef DESCENT_IN_REGISTER
#define DESCENT_IN_REGISTER
#endif

template <class T>
class Result;

/// Why there is no answer. One pointer, because nearly every function of the core can fail: what it takes to
/// pass a failure on would otherwise be most of their code.
class DESCENT_IN_REGISTER [[nodiscard]] Error {
 public:
  /// `message` says what was given and what is allowed; `path` names the offending field, e.g.
  /// "optimizer.beta1" (empty when the error belongs to no field).
  Error(ErrorCode code, std::string message, std::string_view path);
  Error(ErrorCode code, std::string message, const char* path);
  Error(ErrorCode code, const char* message, const char* path);
  Error(const Error&);
  // Inlined even where the compiler minds size: in most places they come to nothing.
  [[gnu::always_inline]] Error(Error&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
  Error& operator=(Error other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  [[gnu::always_inline]] ~Error() {
    if (body_ != nullptr) drop(body_);
  }

  ErrorCode code() const;
  const std::string& message() const;
  const std::string& path() const;

  /// The same error seen from one level further out: "beta1" becomes "optimizer.beta1".
  Error within(std::string_view prefix) &&;
  Error within(const char* prefix) &&;

 private:
  template <class T>
  friend class Result;
  struct Body;
  Error() = default;
  static void drop(Body* body);

  Body* body_ = nullptr;  ///< null where it was moved from, and in a Result<void> that is none
};

/// A value of type T, or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)), ok_(true) {}       // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT

  Result(const Result& other) : ok_(other.ok_) {
    if (ok_) {
      new (&value_) T(other.value_);
    } else {
      new (&error_) Error(other.error_);
    }
  }
  Result(Result&& other) noexcept : ok_(other.ok_) {
    if (ok_) {
      new (&value_) T(std::move(other.value_));
    } else {
      new (&error_) Error(std::move(other.error_));
    }
  }
  Result& operator=(Result other) noexcept {
    this->~Result();
    return *new (this) Result(std::move(other));
  }
  ~Result() {
    if (ok_) {
      value_.~T();
    } else {
      error_.~Error();
    }
  }

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok(); }

  T& value() & { return checked(); }
  const T& value() const& { return const_cast<Result*>(this)->checked(); }
  T&& value() && { return std::move(checked()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return error_; }
  const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  T& checked() {
    assert(ok());
    return value_;
  }
  // Not a std::variant: its tables of functions, once for every T, were some of the module's larger parts.
  union {
    T value_;
    Error error_;
  };
  bool ok_;
};

/// A Result without a value.
template <>
class DESCENT_IN_REGISTER [[nodiscard]] Result<void> {
 public:
  Result() = default;
  [[gnu::always_inline]] Result(Error error)
      : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return error_.body_ == nullptr; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  Error error_;
};

using Status = Result<void>;

}  // namespace descent

/// Evaluates `expr` (a Result); on error returns it from the enclosing function, else binds its value.
#define DESCENT_CONCAT_(a, b) a##b
#define DESCENT_CONCAT(a, b) DESCENT_CONCAT_(a, b)
#define DESCENT_TRY_AS_(tmp, decl, expr)        \
  auto tmp = (expr);                            \
  if (!tmp.ok()) return std::move(tmp).error(); \
  decl = std::move(tmp).value()
#define DESCENT_TRY(decl, expr) DESCENT_TRY_AS_(DESCENT_CONCAT(result_, __LINE__), decl, expr)
#define DESCENT_CHECK(expr)                                                         \
  do {                                                                              \
    if (auto checked_ = (expr); !checked_.ok()) return std::move(checked_).error(); \
  } while (false)
