// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Repeated keys: for each position of a column of codes, the first position that has the same code.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/base/types.hpp"

namespace huishou::ledger {

// A missing code (kMissing, or any other below 0) is no key: such a position is its own first.
// Throws InputError `bad_codes` for a code that is not below `distinct`.
std::vector<Index> first_rows(std::span<const Code> codes, Index distinct, Cancel& cancel);

}  // namespace huishou::ledger
