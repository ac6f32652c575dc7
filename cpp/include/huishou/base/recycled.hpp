// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Arrays of work that is done again and again: what one call gives back, the next one takes. First touches of fresh pages cost
// some microseconds each, more than the numbers that are put there, and a system that is given pages back hands out fresh ones.
// At most kKept bytes wait here; the block that waited longest goes first.
#pragma once

#include <bit>
#include <cstddef>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace huishou {

class Recycling {
 public:
  static constexpr std::size_t kLeast = std::size_t{1} << 15;   // smaller blocks the allocator of the system keeps itself
  static constexpr std::size_t kKept = std::size_t{1} << 26;

  // Never destroyed, since arrays may outlive everything else.
  static Recycling& shared() {
    static Recycling* const kept = new Recycling;
    return *kept;
  }

  void* take(std::size_t bytes) {
    const std::size_t size = rounded(bytes);
    if (recycles(size)) {
      // A lock held elsewhere (or in the parent of a forked process, for ever) is no reason to wait.
      const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
      if (lock) {
        for (std::size_t i = waiting_.size(); i-- > 0;) {
          if (waiting_[i].size != size) continue;
          void* const found = waiting_[i].at;
          waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
          bytes_ -= size;
          return found;
        }
      }
    }
    return ::operator new(size);
  }

  void give(void* at, std::size_t bytes) noexcept {
    const std::size_t size = rounded(bytes);
    if (recycles(size)) {
      const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
      if (lock && waiting_.size() < kBlocks) {
        while (bytes_ + size > kKept) {
          bytes_ -= waiting_.front().size;
          ::operator delete(waiting_.front().at);
          waiting_.erase(waiting_.begin());
        }
        waiting_.push_back({at, size});
        bytes_ += size;
        return;
      }
    }
    ::operator delete(at);
  }

  [[nodiscard]] std::size_t bytes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return bytes_;
  }

 private:
  struct Waiting {
    void* at;
    std::size_t size;
  };
  static constexpr std::size_t kBlocks = 256;

  Recycling() { waiting_.reserve(kBlocks); }

  // Up to an eighth more, so that arrays of nearly the same size take each other's place.
  static std::size_t rounded(std::size_t bytes) {
    if (bytes < kLeast) return bytes;
    const std::size_t step = std::bit_floor(bytes) / 8;
    return (bytes + step - 1) / step * step;
  }
  static bool recycles([[maybe_unused]] std::size_t size) {
#ifdef __SANITIZE_ADDRESS__
    return false;  // a block in waiting would hide that somebody still uses it
#else
    return size >= kLeast && size <= kKept / 2;
#endif
  }

  std::mutex mutex_;
  std::vector<Waiting> waiting_;
  std::size_t bytes_ = 0;
};

// New elements that are given no value are left as they are: `resize` and `Large(n)` do not write.
template <class T>
struct Recycled {
  using value_type = T;

  Recycled() = default;
  template <class U>
  Recycled(const Recycled<U>&) noexcept {}

  T* allocate(std::size_t n) { return static_cast<T*>(Recycling::shared().take(n * sizeof(T))); }
  void deallocate(T* at, std::size_t n) noexcept { Recycling::shared().give(at, n * sizeof(T)); }
  template <class U>
  void construct(U* at) noexcept(noexcept(::new (static_cast<void*>(at)) U)) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const Recycled&, const Recycled&) { return true; }
};

template <class T>
using Large = std::vector<T, Recycled<T>>;

}  // namespace huishou
