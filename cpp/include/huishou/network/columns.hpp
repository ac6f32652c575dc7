// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Balances read by flow: for each column of A its rows, in their order. In a pure network a column has at most two entries, +1 and -1,
// and is kept as two numbers of balances and a byte; other columns are kept as rows of the transposed matrix are.
#pragma once

#include <cstdint>

#include "huishou/network/constraints.hpp"

namespace huishou::network {

class Columns {
 public:
  Columns() = default;
  explicit Columns(const Constraints& rows);

  [[nodiscard]] Index size() const { return plain_ ? static_cast<Index>(form_.size()) : general_.rows(); }
  // (balance, coefficient) of a flow.
  [[nodiscard]] Row row(Index flow) const {
    if (!plain_) return general_.row(flow);
    const std::uint8_t form = form_[static_cast<std::size_t>(flow)];
    return {ends_.data() + 2 * flow, kSigns + (form >> kNegative), form & kCount};
  }
  // Whether every flow leaves one balance at most and enters another at most, with coefficients 1.
  [[nodiscard]] bool plain() const { return plain_; }

 private:
  static constexpr double kSigns[3] = {1.0, -1.0, 1.0};
  static constexpr int kCount = 3;        // bits of the number of entries
  static constexpr int kNegative = 2;     // the bit that says the first one is -1
  [[nodiscard]] bool read_plain(const Constraints& rows);

  bool plain_ = true;
  Large<Code> ends_;                      // two places a flow
  Large<std::uint8_t> form_;
  Constraints general_;
};

}  // namespace huishou::network
