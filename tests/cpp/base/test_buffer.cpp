// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/buffer.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using huishou::Buffer;
using huishou::Index;

namespace {

// Below and above the size from which memory comes in huge pages, and one that is no multiple of a page.
constexpr Index kSizes[] = {1, 7, 1000, (Index{1} << 19) + 3, (Index{1} << 20) + 5};

template <class T>
bool all_zero(const Buffer<T>& buffer) {
  for (Index i = 0; i < buffer.size(); ++i) {
    if (buffer[i] != 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a buffer is zeroed and lies on a cache line, at any size") {
  for (const Index size : kSizes) {
    Buffer<std::uint64_t> buffer(size);
    CHECK(buffer.size() == size);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
    CHECK(all_zero(buffer));
    buffer[size - 1] = 5;  // the last element is there
    CHECK(buffer.data()[size - 1] == 5);
  }
}

TEST_CASE("a buffer of nothing is empty") {
  Buffer<std::uint64_t> none;
  CHECK(none.size() == 0);
  const Buffer<std::uint64_t> zero(0);
  const Buffer<std::uint64_t> copy(zero);
  CHECK(copy.size() == 0);
  none = zero;
  CHECK(none.size() == 0);
}

TEST_CASE("a copy shares nothing, a move takes everything") {
  for (const Index size : kSizes) {
    Buffer<std::uint64_t> one(size);
    one[0] = 1;
    one[size - 1] += 2;
    Buffer<std::uint64_t> copy(one);
    CHECK(copy[0] == one[0]);
    CHECK(copy[size - 1] == one[size - 1]);
    copy[0] = 9;
    CHECK(one[0] != 9);
    const std::uint64_t* const home = one.data();
    Buffer<std::uint64_t> moved(std::move(one));
    CHECK(moved.data() == home);
    Buffer<std::uint64_t> other(3);
    other = std::move(moved);
    CHECK(other.data() == home);
    CHECK(other.size() == size);
    copy = other;
    CHECK(copy.data() != home);
    CHECK(copy[size - 1] == other[size - 1]);
    const Buffer<std::uint64_t>& itself = copy;
    copy = itself;
    CHECK(copy.size() == size);
  }
}
