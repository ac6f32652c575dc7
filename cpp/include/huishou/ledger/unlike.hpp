// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Tonnes that must not be added: cells of one sum that differ in a column which keeps unlike tonnes apart (basis, kind
// of period, scope, measure, vintage). A missing value is a value of its own, unstated.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

// The different codes of one column, in order of appearance; two or three at most, so a list.
class CodesSeen {
 public:
  void see(Code code) {
    if (std::find(codes_.begin(), codes_.end(), code) == codes_.end()) codes_.push_back(code);
  }
  [[nodiscard]] const std::vector<Code>& codes() const { return codes_; }
  [[nodiscard]] bool mixed() const { return codes_.size() > 1; }

 private:
  std::vector<Code> codes_;
};

struct Unlike {
  Index row;    // of the answer
  Index key;    // the column that differs
  Index side;   // numerator 0, denominator 1; 0 where there is one sum
  std::vector<Code> codes;
};

}  // namespace huishou::ledger
