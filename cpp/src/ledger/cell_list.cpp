// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_list.hpp"

#include <algorithm>

#include "huishou/base/error.hpp"

namespace huishou::ledger {

CellList::CellList(const Aggregator& rows, Index by)
    : table_(&rows.table()), by_(by), keys_(static_cast<Index>(rows.by().size())), cells_(rows.groups()), codes_(cells_.size() * rows.by().size()) {
  if (is_decimal(table_->value_kind(0))) {
    const std::string& name = table_->specs().front().name;
    throw Error(ErrorKind::kInput, "value_type", "Column '" + name + "' holds decimals, and rates and emissions are quotients of doubles.", "Cast it to float64.").in_column(name);
  }
  for (Index i = 0; i < size(); ++i) {
    const std::span<Code> own(codes_.data() + i * keys_, static_cast<std::size_t>(keys_));
    table_->codes_of(cell(i), own);
    if (i == 0 || !std::equal(own.begin(), own.begin() + by_, codes(i - 1).begin())) first_.push_back(i);
  }
  if (by_ == 0 && first_.empty()) first_.push_back(0);
  first_.push_back(size());
}

std::vector<Index> CellList::representatives() const {
  std::vector<Index> out;
  for (Index group = 0; group < groups(); ++group) {
    if (first(group) < size()) out.push_back(cell(first(group)));
  }
  return out;
}

}  // namespace huishou::ledger
