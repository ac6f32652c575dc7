// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// How many values were present and how many were missing (null or NaN). Missing values enter no other statistic.
#pragma once

#include "huishou/base/error.hpp"
#include "huishou/base/types.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::stats {

// A state can be taken out of another only where it may once have been added.
inline void require_no_more(Index taken, Index there) {
  if (taken > there) throw Error(ErrorKind::kState, "negative_count", "A count would become negative.", "Subtract only rows that were added before.");
}

struct Count {
  Index present = 0;
  Index missing = 0;

  void add(double x) { ++(is_nan(x) ? missing : present); }
  void merge(const Count& other) {
    present += other.present;
    missing += other.missing;
  }
  void unmerge(const Count& other) {
    require_no_more(other.present, present);
    require_no_more(other.missing, missing);
    present -= other.present;
    missing -= other.missing;
  }
  friend bool operator==(const Count&, const Count&) = default;
};

}  // namespace huishou::stats
