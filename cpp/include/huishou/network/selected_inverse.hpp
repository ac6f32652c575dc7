// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The entries of Z = H^-1 where L has entries, from the factor alone: Z = D^-1 L^-1 + (I - L') Z read from the last column
// back (Takahashi, Fagan, Chen 1973; Erisman, Tinney 1975, Comm. ACM 18, 177). Two balances that share a flow are always
// among them, so the variance of every flow costs about as much as the factor. Rows and columns of dependent balances are 0.
#pragma once

#include <vector>

#include "huishou/network/factor.hpp"

namespace huishou::network {

class SelectedInverse {
 public:
  explicit SelectedInverse(const Factor& factor);

  // Z(i, j) in original numbers; i and j share a flow or are equal.
  [[nodiscard]] double at(Code i, Code j) const;

 private:
  std::shared_ptr<const Pattern> pattern_;
  Large<double> diagonal_;  // of the head
  Large<double> lower_;     // in the places of L
  Large<double> dense_;     // whole square of the tail
  Index stride_;
};

}  // namespace huishou::network
