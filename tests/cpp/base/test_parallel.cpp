// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "oracle.hpp"

using huishou::Cancel;
using huishou::Index;
using huishou::kRowsPerThread;
using huishou::parallel_ranges;
using huishou::worker_count;

TEST_CASE("a thread comes only with rows enough for it") {
  CHECK(worker_count(0, 4) == 1);
  CHECK(worker_count(kRowsPerThread * 2 - 1, 4) == 1);
  CHECK(worker_count(kRowsPerThread * 2, 4) == 2);
  CHECK(worker_count(kRowsPerThread * 100, 4) == 4);
  CHECK(worker_count(kRowsPerThread * 100, 0) == 1);
}

TEST_CASE("the ranges cover every row once, nearly evenly, and the caller works on the first") {
  for (const Index rows : {Index{0}, Index{1}, Index{7}, Index{1000}}) {
    for (const Index workers : {Index{1}, Index{2}, Index{3}, Index{7}}) {
      std::vector<int> seen(static_cast<std::size_t>(rows), 0);
      std::vector<Index> sizes(static_cast<std::size_t>(workers), -1);
      const auto caller = std::this_thread::get_id();
      std::atomic<bool> first_here{false};
      Cancel cancel;
      parallel_ranges(rows, workers, cancel, [&](Index begin, Index end, Index worker) {
        for (Index i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
        sizes[static_cast<std::size_t>(worker)] = end - begin;
        if (worker == 0) first_here = std::this_thread::get_id() == caller;
      });
      CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
      CHECK(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()) <= 1);
      CHECK(first_here);
    }
  }
}

TEST_CASE("every worker computes in the default floating-point environment, the caller keeps its own") {
  const oracle::Rounding rounding(FE_DOWNWARD);
  std::atomic<int> nearest{0};
  Cancel cancel;
  parallel_ranges(3, 3, cancel, [&](Index, Index, Index) { nearest += std::fegetround() == FE_TONEAREST; });
  CHECK(nearest == 3);
  CHECK(std::fegetround() == FE_DOWNWARD);
}

TEST_CASE("the error of the lowest worker is the one that is told, after all have ended") {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> ended{0};
    Cancel cancel;
    try {
      parallel_ranges(4, 4, cancel, [&](Index, Index, Index worker) {
        if (worker == 1) std::this_thread::yield();
        ++ended;
        if (worker == 1 || worker == 3) throw std::runtime_error(std::to_string(worker));
      });
      FAIL("no error was told");
    } catch (const std::runtime_error& error) {
      CHECK(std::string(error.what()) == "1");
      CHECK(ended == 4);
    }
    CHECK_FALSE(cancel.stopped());  // a later worker's error lets the earlier ones finish: theirs may come first
  }
}

TEST_CASE("an error of the first worker stops the others") {
  Cancel cancel;
  CHECK_THROWS_AS(parallel_ranges(2, 2, cancel,
                                  [&](Index, Index, Index worker) {
                                    if (worker == 0) throw std::runtime_error("0");
                                    while (!cancel.stopped()) std::this_thread::yield();
                                  }),
                  std::runtime_error);
}

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a system that gives no more threads is worked for by those there are") {
  // In a process of its own, whose address space has no room for another stack; more workers than stacks kept from before.
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit none{1, 1};
    setrlimit(RLIMIT_AS, &none);
    int status = 1;
    try {
      Cancel cancel;
      std::atomic<Index> covered{0};
      std::atomic<int> here{0};
      const auto caller = std::this_thread::get_id();
      parallel_ranges(6400, 64, cancel, [&](Index begin, Index end, Index) {
        covered += end - begin;
        here += std::this_thread::get_id() == caller;
      });
      status = covered == 6400 && here > 1 ? 0 : 2;
    } catch (...) {
      status = 3;
    }
    _exit(status);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif
