// Calls a function of a C interface wrongly in every way that its signature allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/c_api/support.h"

// What an argument is, and so how it can be wrong.
enum class Kind {
  kHandle0,   // handles, by type: none, never given out, freed, of each other type
  kHandle1,
  kHandle2,
  kHandle3,
  kPointer,   // null
  kStruct,    // null; a struct_size that is not its own
  kPath,      // null, empty, a place that is not there
  kSize,      // negative, zero, too large by one, absurd
  kAny,       // cannot be wrong by itself
};

// A live and a freed handle of each of the library's types, indexed by Kind.
struct Handles {
  std::vector<uint64_t> live;
  std::vector<uint64_t> freed;
};

template <class... Args>
class Misuse {
 public:
  using Function = dc_status (*)(Args...) noexcept;

  Misuse(const char* name, Function function, const Handles& handles, std::vector<Kind> kinds, Args... good)
      : name_(name), function_(function), handles_(handles), kinds_(std::move(kinds)), good_(good...) {}

  // Every wrong call is refused with the right status and a message, and leaves no handle behind.
  void expect_refused() const {
    ASSERT_EQ(kinds_.size(), sizeof...(Args)) << name_;
    each_argument(std::index_sequence_for<Args...>{});
  }

  dc_status call() const { return std::apply(function_, good_); }

 private:
  template <size_t... I>
  void each_argument(std::index_sequence<I...>) const {
    (argument<I>(), ...);
  }

  template <size_t I>
  void argument() const {
    using T = std::tuple_element_t<I, std::tuple<Args...>>;
    const Kind kind = kinds_[I];
    if constexpr (std::is_same_v<T, uint64_t>) {
      if (kind >= Kind::kPointer) return;
      const auto own = static_cast<size_t>(kind);
      refused<I>(uint64_t{0}, DC_ERROR_BAD_HANDLE, "no handle");
      refused<I>(kStale, DC_ERROR_BAD_HANDLE, "a handle never given out");
      refused<I>(std::numeric_limits<uint64_t>::max(), DC_ERROR_BAD_HANDLE, "all bits set");
      refused<I>(handles_.freed[own], DC_ERROR_BAD_HANDLE, "a freed handle");
      for (size_t other = 0; other < handles_.live.size(); ++other) {
        if (other != own) refused<I>(handles_.live[other], DC_ERROR_BAD_HANDLE, "a handle of another type");
      }
    } else if constexpr (std::is_pointer_v<T>) {
      if (kind == Kind::kAny) return;
      refused<I>(T{nullptr}, DC_ERROR_INVALID_ARGUMENT, "null");
      if constexpr (std::is_same_v<T, const char*>) {
        if (kind == Kind::kPath) {
          refused<I>("", DC_ERROR_INVALID_ARGUMENT, "an empty path");
          refused<I>("/nowhere/at/all", DC_ERROR_IO, "a place that is not there");
        }
      } else if constexpr (std::is_class_v<std::remove_pointer_t<T>>) {
        auto changed = *std::get<I>(good_);
        for (const uint32_t size : {0u, changed.struct_size - 4, changed.struct_size + 8, 0xFFFFFFFFu}) {
          changed.struct_size = size;
          refused<I>(T{&changed}, DC_ERROR_INVALID_ARGUMENT, "a foreign struct_size");
        }
      }
    } else if constexpr (std::is_integral_v<T>) {
      if (kind != Kind::kSize) return;
      const auto right = std::get<I>(good_);
      for (const T size : {T(-1), std::numeric_limits<T>::min(), T(0), T(right + 1), std::numeric_limits<T>::max()}) {
        refused<I>(size, DC_ERROR_INVALID_ARGUMENT, "a wrong size");
      }
    }
  }

  template <size_t I, class T>
  void refused(T wrong, dc_status expected, const char* how) const {
    auto arguments = good_;
    std::get<I>(arguments) = wrong;
    const int64_t before = library_live_handles();
    EXPECT_FAILS(std::apply(function_, arguments), expected, "") << name_ << ", argument " << I << ": " << how;
    EXPECT_FALSE(last_message().empty()) << name_ << ", argument " << I << ": " << how;
    EXPECT_EQ(library_live_handles(), before) << name_ << ", argument " << I << ": " << how;
  }

  const char* name_;
  Function function_;
  const Handles& handles_;
  std::vector<Kind> kinds_;
  std::tuple<Args...> good_;
};
