// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// One year's facts that a test changes a little: everybody reported, every must holds, thresholds 0.7 and 0.5.
#pragma once

#include <limits>
#include <vector>

#include "huishou/decide/list_review.hpp"

namespace huishou::decide {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct OneYear {
  explicit OneYear(std::size_t n)
      : reported(n, 1), must_enter(n, Verdict::kHolds), must_stay(n, Verdict::kHolds), open(n, Verdict::kHolds), panel(n, Panel::kNone), enter(n, 0.7),
        exit(n, 0.5) {}

  [[nodiscard]] Facts facts() const {
    Facts out{reported, must_enter, must_stay, open, panel, enter, exit, {}};
    for (const auto& [group, seats] : quotas) out.quotas.push_back({group, seats});
    return out;
  }

  std::vector<std::uint8_t> reported;
  std::vector<Verdict> must_enter, must_stay, open;
  std::vector<Panel> panel;
  std::vector<double> enter, exit;
  std::vector<std::pair<std::vector<Code>, std::vector<Index>>> quotas;
};

}  // namespace huishou::decide
