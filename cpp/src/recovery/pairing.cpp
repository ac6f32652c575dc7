// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/pairing.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace huishou::recovery {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

class Units {
 public:
  Units(const ledger::CellList& cells, const std::vector<Entry>& entries, Index material) : cells_(&cells), entries_(&entries), material_(material) {
    groups_.resize(entries.size());
    Index group = 0;
    for (std::size_t e = 0; e < entries.size(); ++e) {
      while (entries[e].at >= cells.first(group + 1)) ++group;
      groups_[e] = group;
    }
  }

  // Runs of entries of one unit: visit(group, first, last) over positions in order().
  template <class Visit>
  void each(const std::vector<Index>& columns, Visit&& visit) {
    order_.resize(entries_->size());
    std::iota(order_.begin(), order_.end(), Index{0});
    const auto compare = [&](Index a, Index b) {
      if (groups_[at(a)] != groups_[at(b)]) return groups_[at(a)] < groups_[at(b)] ? -1 : 1;
      for (const Index column : columns) {
        const Code x = code(a, column);
        const Code y = code(b, column);
        if (x != y) return x < y ? -1 : 1;
      }
      return 0;
    };
    const auto earlier = [&](Index a, Index b) { return compare(a, b) < 0; };
    if (!std::is_sorted(order_.begin(), order_.end(), earlier)) std::stable_sort(order_.begin(), order_.end(), earlier);
    for (std::size_t first = 0; first < order_.size();) {
      std::size_t last = first + 1;
      while (last < order_.size() && compare(order_[first], order_[last]) == 0) ++last;
      visit(groups_[at(order_[first])], first, last);
      first = last;
    }
  }

  [[nodiscard]] const Entry& entry(std::size_t position) const { return (*entries_)[at(order_[position])]; }
  [[nodiscard]] Index entry_at(std::size_t position) const { return order_[position]; }
  // The material of an entry, or one name for all where the ledger has no such column.
  [[nodiscard]] Code material(const Entry& entry) const { return material_ < 0 ? 0 : cells_->codes(entry.at)[at(material_)]; }
  [[nodiscard]] Index group(std::size_t entry) const { return groups_[entry]; }

 private:
  [[nodiscard]] Code code(Index entry, Index column) const { return cells_->codes((*entries_)[at(entry)].at)[at(column)]; }

  const ledger::CellList* cells_;
  const std::vector<Entry>* entries_;
  Index material_;
  std::vector<Index> groups_;
  std::vector<Index> order_;
};

// Columns of a unit that every entry states and on which the two sides meet at least once.
std::vector<Index> usable(const ledger::CellList& cells, const std::vector<Entry>& entries, const Columns& columns, Units& units) {
  std::vector<Index> out;
  for (const Index column : columns.units) {
    const bool stated = std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) { return cells.codes(entry.at)[at(column)] != 0; });
    if (stated) out.push_back(column);
  }
  const bool both = std::any_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.numerator; }) &&
                    std::any_of(entries.begin(), entries.end(), [](const Entry& entry) { return !entry.numerator; });
  while (both && !out.empty()) {
    bool meet = false;
    units.each(out, [&](Index, std::size_t first, std::size_t last) {
      bool numerator = false;
      bool denominator = false;
      for (std::size_t i = first; i < last; ++i) (units.entry(i).numerator ? numerator : denominator) = true;
      meet = meet || (numerator && denominator);
    });
    if (meet) break;
    out.pop_back();
  }
  return out;
}

}  // namespace

Pairing pair_units(const ledger::CellList& cells, const std::vector<Entry>& entries, const Columns& columns, bool named) {
  Units units(cells, entries, columns.material);
  Pairing out;
  out.columns = usable(cells, entries, columns, units);
  out.complete.assign(entries.size(), 0);
  out.units.assign(at(cells.groups()), 0);
  out.complete_units.assign(at(cells.groups()), 0);

  // Every numerator material of the ledger; where the answer is by material, of the group.
  const bool by_group = columns.material >= 0 && columns.material < cells.by();
  std::vector<std::set<Code>> wanted(by_group ? at(cells.groups()) : 1);
  for (std::size_t e = 0; e < entries.size(); ++e) {
    if (entries[e].numerator) wanted[by_group ? at(units.group(e)) : 0].insert(units.material(entries[e]));
  }
  std::set<Code> above;
  std::set<Code> below;
  for (const Entry& entry : entries) (entry.numerator ? above : below).insert(units.material(entry));
  const bool itemised = !named && std::any_of(above.begin(), above.end(), [&](Code material) { return below.contains(material); });
  std::set<Code> found;
  units.each(out.columns, [&](Index group, std::size_t first, std::size_t last) {
    found.clear();
    bool denominator = false;
    for (std::size_t i = first; i < last; ++i) {
      const Entry& entry = units.entry(i);
      if (entry.numerator) {
        found.insert(units.material(entry));
      } else {
        denominator = true;
      }
    }
    if (!denominator) return;
    ++out.units[at(group)];
    const auto& needed = wanted[by_group ? at(group) : 0];
    if (found.empty() || (!itemised && found.size() != needed.size())) return;
    ++out.complete_units[at(group)];
    for (std::size_t i = first; i < last; ++i) out.complete[at(units.entry_at(i))] = 1;
  });
  return out;
}

}  // namespace huishou::recovery
