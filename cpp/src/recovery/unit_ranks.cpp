// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/unit_ranks.hpp"

#include <algorithm>
#include <numeric>

namespace huishou::recovery {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Ranks ranked(const ledger::CellList& cells, const std::vector<Index>& columns) {
  const auto compare = [&](Index a, Index b) {
    const std::span<const Code> x = cells.codes(a);
    const std::span<const Code> y = cells.codes(b);
    for (const Index column : columns) {
      if (x[at(column)] != y[at(column)]) return x[at(column)] < y[at(column)] ? -1 : 1;
    }
    return 0;
  };
  Ranks out;
  out.of_cell.resize(at(cells.size()));
  std::vector<Index> order(at(cells.size()));
  std::iota(order.begin(), order.end(), Index{0});
  for (Index group = 0; group < cells.groups(); ++group) {
    const auto first = order.begin() + cells.first(group);
    const auto last = order.begin() + cells.first(group + 1);
    const auto earlier = [&](Index a, Index b) { return compare(a, b) < 0; };
    if (!std::is_sorted(first, last, earlier)) {
      std::stable_sort(first, last, earlier);
      out.rising = false;
    }
    for (auto cell = first; cell != last; ++cell) {
      if (cell == first || compare(cell[-1], *cell) != 0) out.group.push_back(group);
      out.of_cell[at(*cell)] = static_cast<Index>(out.group.size()) - 1;
    }
  }
  return out;
}

}  // namespace

const Ranks& UnitRanks::by(const std::vector<Index>& columns) {
  const auto found = known_.find(columns);
  return found != known_.end() ? found->second : known_.emplace(columns, ranked(*cells_, columns)).first->second;
}

}  // namespace huishou::recovery
