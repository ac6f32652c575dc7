// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// How a caller stops a long kernel. The thread that called polls `asked` between blocks of rows (it may throw, as the
// Python binding does on Ctrl-C); the other workers only look at the flag.
#pragma once

#include <atomic>
#include <functional>

namespace huishou {

class Cancel {
 public:
  Cancel() = default;
  explicit Cancel(std::function<void()> asked) : asked_(std::move(asked)) {}

  void poll() {
    if (asked_) asked_();
  }
  void stop() noexcept { stopped_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool stopped() const noexcept { return stopped_.load(std::memory_order_relaxed); }

 private:
  std::function<void()> asked_;
  std::atomic<bool> stopped_{false};
};

}  // namespace huishou
