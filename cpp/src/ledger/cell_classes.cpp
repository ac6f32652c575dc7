// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_classes.hpp"

#include <string_view>
#include <unordered_map>

#include "huishou/ledger/combination.hpp"

namespace huishou::ledger {

CellClasses classify(const CellList& cells, const std::vector<Index>& keys) {
  CellClasses out;
  std::unordered_map<std::string, Code> known;
  std::vector<Code> wanted(keys.size());
  std::vector<Part> parts;
  for (Index i = 0; i < cells.size(); ++i) {
    for (std::size_t k = 0; k < keys.size(); ++k) wanted[k] = cells.codes(i)[static_cast<std::size_t>(keys[k])];
    const std::string_view bytes(reinterpret_cast<const char*>(wanted.data()), wanted.size() * sizeof(Code));
    const auto [found, made] = known.try_emplace(std::string(bytes), static_cast<Code>(known.size()));
    if (made) {
      out.representatives.push_back(cells.cell(i));
      out.values.push_back(0);
    }
    out.of_cell.push_back(found->second);
    out.values[static_cast<std::size_t>(found->second)] += cells.count(i);
    parts.push_back({found->second, cells.cell(i), 1.0});
  }
  for (const stats::Dyadic& sum : combine(cells.masses(), std::move(parts), static_cast<Index>(known.size()))) out.mass_t.push_back(sum.to_double());
  return out;
}

}  // namespace huishou::ledger
