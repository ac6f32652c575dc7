// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/pairing.hpp"

#include <algorithm>
#include <numeric>

namespace huishou::recovery {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Materials met since the last clear(), each counted once.
class MaterialSet {
 public:
  explicit MaterialSet(Index codes) : met_(at(codes), 0) {}
  void clear() {
    ++round_;
    size_ = 0;
  }
  void add(Code material) {
    size_ += met_[at(material)] != round_ ? 1 : 0;
    met_[at(material)] = round_;
  }
  [[nodiscard]] bool has(Code material) const { return met_[at(material)] == round_; }
  [[nodiscard]] Index size() const { return size_; }

 private:
  std::vector<Index> met_;  // the round in which each material was met last
  Index round_ = 1;
  Index size_ = 0;
};

class Materials {
 public:
  Materials(const ledger::CellList& cells, Index key) : cells_(&cells), key_(key) {}
  // The material of an entry, or one name for all where the ledger has no such column.
  [[nodiscard]] Code of(const Entry& entry) const { return key_ < 0 ? 0 : cells_->codes(entry.at)[at(key_)]; }
  [[nodiscard]] MaterialSet none() const { return MaterialSet(key_ < 0 ? 1 : cells_->table().keys()[at(key_)].size()); }

 private:
  const ledger::CellList* cells_;
  Index key_;
};

// Columns of a unit that every entry states and on which the two sides meet at least once.
std::vector<Index> usable(UnitRanks& units, const std::vector<Entry>& entries, const Columns& columns) {
  std::vector<Index> out;
  for (const Index column : columns.units) {
    const bool stated = std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) { return units.cells().codes(entry.at)[at(column)] != 0; });
    if (stated) out.push_back(column);
  }
  const bool both = std::any_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.numerator; }) &&
                    std::any_of(entries.begin(), entries.end(), [](const Entry& entry) { return !entry.numerator; });
  while (both && !out.empty()) {
    const Ranks& ranks = units.by(out);
    std::vector<std::uint8_t> sides(ranks.group.size(), 0);
    for (const Entry& entry : entries) sides[at(ranks.of_cell[at(entry.at)])] |= entry.numerator ? 1 : 2;
    if (std::find(sides.begin(), sides.end(), 3) != sides.end()) break;
    out.pop_back();
  }
  return out;
}

// Positions of the entries, unit by unit.
std::vector<Index> unit_order(const std::vector<Entry>& entries, const Ranks& ranks) {
  std::vector<Index> out(entries.size());
  std::iota(out.begin(), out.end(), Index{0});
  const auto rank = [&](Index e) { return ranks.of_cell[at(entries[at(e)].at)]; };
  if (!ranks.rising) std::stable_sort(out.begin(), out.end(), [&](Index a, Index b) { return rank(a) < rank(b); });
  return out;
}

// How many materials the numerator has in the whole ledger; where the answer is by material, in each group.
std::vector<Index> materials_wanted(const ledger::CellList& cells, const std::vector<Entry>& entries, const Materials& materials, bool by_group) {
  std::vector<Index> out(by_group ? at(cells.groups()) : 1, 0);
  MaterialSet met = materials.none();
  Index group = 0;
  for (const Entry& entry : entries) {
    for (; by_group && entry.at >= cells.first(group + 1); ++group) met.clear();
    if (entry.numerator) met.add(materials.of(entry));
    out[at(group)] = met.size();
  }
  return out;
}

bool materials_meet(const std::vector<Entry>& entries, const Materials& materials) {
  MaterialSet above = materials.none();
  for (const Entry& entry : entries) {
    if (entry.numerator) above.add(materials.of(entry));
  }
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) { return !entry.numerator && above.has(materials.of(entry)); });
}

}  // namespace

Pairing pair_units(UnitRanks& units, const std::vector<Entry>& entries, const Columns& columns, bool named) {
  const ledger::CellList& cells = units.cells();
  Pairing out;
  out.columns = usable(units, entries, columns);
  out.complete.assign(entries.size(), 0);
  out.units.assign(at(cells.groups()), 0);
  out.complete_units.assign(at(cells.groups()), 0);

  const Materials materials(cells, columns.material);
  const bool by_group = columns.material >= 0 && columns.material < cells.by();
  const std::vector<Index> wanted = materials_wanted(cells, entries, materials, by_group);
  const bool itemised = !named && materials_meet(entries, materials);
  const Ranks& ranks = units.by(out.columns);
  const std::vector<Index> order = unit_order(entries, ranks);
  MaterialSet found = materials.none();
  for (std::size_t first = 0; first < order.size();) {
    const Index unit = ranks.of_cell[at(entries[at(order[first])].at)];
    std::size_t last = first;
    bool denominator = false;
    found.clear();
    for (; last < order.size(); ++last) {
      const Entry& entry = entries[at(order[last])];
      if (ranks.of_cell[at(entry.at)] != unit) break;
      if (entry.numerator) {
        found.add(materials.of(entry));
      } else {
        denominator = true;
      }
    }
    const Index group = ranks.group[at(unit)];
    const bool all = found.size() > 0 && (itemised || found.size() == wanted[by_group ? at(group) : 0]);
    if (denominator) ++out.units[at(group)];
    if (denominator && all) {
      ++out.complete_units[at(group)];
      for (std::size_t i = first; i < last; ++i) out.complete[at(order[i])] = 1;
    }
    first = last;
  }
  return out;
}

}  // namespace huishou::recovery
