// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A column of text as its distinct texts, in the order of their first rows, and the place of each row among them.
#pragma once

#include <span>

#include "huishou/base/cancel.hpp"
#include "huishou/base/types.hpp"
#include "huishou/ledger/arrow_table.hpp"
#include "huishou/ledger/key_column.hpp"

namespace huishou::ledger {

// codes has a place for each row of the table and gets positions from 0, kMissing where no text is: text(code + 1) of the
// column given back is the row's. Throws InputError `key_type` for a column that is no plain text.
[[nodiscard]] KeyColumn text_codes(const ArrowTable& table, Index column, std::span<Code> codes, Cancel& cancel);

}  // namespace huishou::ledger
