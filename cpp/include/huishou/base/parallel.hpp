// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Contiguous ranges of rows over threads. Worker 0 is the calling thread, the only one that may ask the caller whether to
// stop; the others never call Python. All have ended when the call returns or throws; the error of the lowest worker, which
// is that of the first bad row, is rethrown. Which range a row falls in has no influence on any result: states merge exactly.
#pragma once

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/base/types.hpp"

namespace huishou {

// Below this many rows a thread costs more than it gains (thread start is tens of microseconds, a row nanoseconds).
inline constexpr Index kRowsPerThread = 65536;

inline Index worker_count(Index rows, Index threads) { return std::clamp<Index>(rows / kRowsPerThread, 1, std::max<Index>(threads, 1)); }

// work(begin, end, worker) for worker = 0 .. workers - 1.
template <class Work>
void parallel_ranges(Index rows, Index workers, Cancel& cancel, Work&& work) {
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(workers));
  const auto run = [&](Index worker) {
    try {
      const DefaultFloating floating;
      const Index share = rows / workers;
      const Index rest = rows % workers;
      const Index begin = share * worker + std::min(worker, rest);
      work(begin, begin + share + (worker < rest ? 1 : 0), worker);
    } catch (...) {
      errors[static_cast<std::size_t>(worker)] = std::current_exception();
      if (worker == 0) cancel.stop();  // no earlier row can be wrong; a later worker's error must let the earlier ones finish
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(workers - 1));
  try {
    for (Index worker = 1; worker < workers; ++worker) threads.emplace_back(run, worker);
  } catch (const std::system_error&) {
    // The system gives no more threads: their ranges are left to this one.
  }
  run(0);
  for (Index worker = static_cast<Index>(threads.size()) + 1; worker < workers; ++worker) run(worker);
  for (auto& thread : threads) thread.join();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace huishou
