// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/recycled.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <thread>

using namespace huishou;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool kRecycles = false;
#else
constexpr bool kRecycles = true;
#endif

}  // namespace

TEST_CASE("the next array of nearly the same size lies where the last one lay") {
  const void* first = nullptr;
  {
    Large<double> once(100'000);
    first = once.data();
  }
  const Large<double> again(99'000);
  CHECK((again.data() == first) == kRecycles);
  const Large<double> beside(99'000);
  CHECK(beside.data() != first);
}

TEST_CASE("arrays are what vectors are: values given are kept, copies are their own") {
  Large<std::int64_t> a(20'000, 7);
  Large<std::int64_t> b = a;
  b[5] = 8;
  CHECK(a == Large<std::int64_t>(20'000, 7));
  a.assign(3, 0);
  CHECK(a == Large<std::int64_t>{0, 0, 0});
  a.resize(0);
  a.push_back(4);
  CHECK(a.back() == 4);
}

TEST_CASE("what waits is bounded") {
  {
    std::vector<Large<std::byte>> many;
    for (std::size_t i = 0; i < 40; ++i) many.emplace_back(std::size_t{4} << 20);
  }
  CHECK(Recycling::shared().bytes() <= Recycling::kKept);
  CHECK((Recycling::shared().bytes() > 0) == kRecycles);
  {
    const Large<std::byte> huge(Recycling::kKept);
  }
  CHECK(Recycling::shared().bytes() <= Recycling::kKept);
}

TEST_CASE("threads take and give at once") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &wrong] {
      for (int round = 0; round < 200; ++round) {
        const Large<int> mine(10'000 + static_cast<std::size_t>(round) * 37, t);
        for (const int value : mine) wrong[static_cast<std::size_t>(t)] += value != t ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
