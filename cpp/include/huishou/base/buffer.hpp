// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Zeroed memory for tables that are touched at random: 64-byte aligned, pages unallocated until first use, huge pages
// where the system has them (a table of 8 MB costs half as much with them: fewer misses of the address cache).
#pragma once

#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "huishou/base/types.hpp"

namespace huishou {

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(Index size) : size_(size) {
    if (size == 0) return;
    const auto bytes = static_cast<std::size_t>(size) * sizeof(T);
    constexpr std::size_t kAlign = 64;
#ifdef __linux__
    constexpr std::size_t kHuge = std::size_t{1} << 21;
    if (bytes >= kHuge / 2) {
      mapped_ = (bytes + 2 * kHuge - 1) / kHuge * kHuge;
      base_ = ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (base_ == MAP_FAILED) {
        base_ = nullptr;
        throw std::bad_alloc();
      }
      ::madvise(base_, mapped_, MADV_HUGEPAGE);
      const auto at = (reinterpret_cast<std::uintptr_t>(base_) + kHuge - 1) / kHuge * kHuge;
      data_ = reinterpret_cast<T*>(at);
      return;
    }
#endif
    base_ = std::calloc(bytes + kAlign, 1);
    if (base_ == nullptr) throw std::bad_alloc();
    data_ = reinterpret_cast<T*>((reinterpret_cast<std::uintptr_t>(base_) + kAlign - 1) / kAlign * kAlign);
  }
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }
  Buffer(const Buffer& other) : Buffer(other.size_) {
    if (size_ != 0) std::memcpy(data_, other.data_, static_cast<std::size_t>(size_) * sizeof(T));
  }
  Buffer& operator=(const Buffer& other) {
    Buffer copy(other);
    swap(copy);
    return *this;
  }
  ~Buffer() {
#ifdef __linux__
    if (mapped_ != 0) {
      ::munmap(base_, mapped_);
      return;
    }
#endif
    std::free(base_);
  }

  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] Index size() const { return size_; }
  T& operator[](Index i) { return data_[i]; }
  const T& operator[](Index i) const { return data_[i]; }

 private:
  static_assert(std::is_trivially_copyable_v<T>);
  void swap(Buffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(base_, other.base_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
  }

  T* data_ = nullptr;
  void* base_ = nullptr;
  Index size_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace huishou
