// Memory for values that the kernels work on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>

namespace diffcont {

// Aligned for any vector; not filled. Moves, is not copied.
template <class T>
class Buffer {
  static_assert(std::is_trivial_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(int64_t size) : size_(size) {
    if (size < 0 || size > (int64_t{1} << 48)) throw std::bad_alloc();
    // Never nothing, so that the pointer can be handed on.
    values_.reset(static_cast<T*>(::operator new(static_cast<size_t>(std::max<int64_t>(1, size)) * sizeof(T), kAlign)));
  }
  static Buffer zeros(int64_t size) {
    Buffer buffer(size);
    std::fill_n(buffer.data(), size, T{});
    return buffer;
  }

  T* data() { return values_.get(); }
  const T* data() const { return values_.get(); }
  int64_t size() const { return size_; }
  T& operator[](int64_t index) { return values_.get()[index]; }
  const T& operator[](int64_t index) const { return values_.get()[index]; }

 private:
  static constexpr std::align_val_t kAlign{64};
  struct Free {
    void operator()(T* values) const { ::operator delete(values, kAlign); }
  };
  std::unique_ptr<T, Free> values_;
  int64_t size_ = 0;
};

}  // namespace diffcont
