// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Two group tables into one, and the order in which groups are read.
#include <algorithm>
#include <numeric>

#include "huishou/base/parallel.hpp"
#include "huishou/ledger/group_table.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }
constexpr Index kRowsACell = 4;  // merging a cell takes about as long as adding so many rows

}  // namespace

void GroupTable::set_kinds(std::span<const KeyKind> keys, std::span<const ValueKind> values) {
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    keys_[k].unify(keys[k], "in the bytes");
    keys_[k].set_direct(false);
  }
  for (std::size_t v = 0; v < kinds_.size(); ++v) kinds_[v] = values[v];
}

// Codes of the other table's column k as codes of ours, learning the values that are new.
std::vector<Code> GroupTable::translate(Index k, const GroupTable& other) {
  KeyColumn& key = keys_[at(k)];
  const KeyColumn& theirs = other.keys_[at(k)];
  std::vector<Code> map(at(theirs.size()), 0);
  if (theirs.size() == 1) return map;
  if (key.direct() && theirs.direct()) {
    Code shift = 0;
    if (key.extend(theirs.integer(1), theirs.integer(static_cast<Code>(theirs.size() - 1)), shift)) {
      if (shift != 0) follow(k, Recode{shift, {}});
    } else {
      give_up_direct(k);
    }
  } else if (key.direct()) {
    give_up_direct(k);
  }
  if (key.direct() && theirs.direct()) {
    for (Code code = 1; code < static_cast<Code>(theirs.size()); ++code) map[at(code)] = static_cast<Code>(theirs.integer(code) - key.integer(0));
    return map;
  }
  const std::vector<bool> used = theirs.direct() ? other.used_codes(k, Recode{}) : std::vector<bool>(map.size(), true);
  for (Code code = 1; code < static_cast<Code>(theirs.size()); ++code) {
    if (used[at(code)]) map[at(code)] = held_as_text(theirs.kind()) ? key.code_of(theirs.text(code)) : key.code_of(theirs.integer(code));
  }
  return map;
}

// The other dense table's cells as ours, where occupied, else -1: the codes of neighbouring cells differ by one step of an odometer.
void GroupTable::cells_of(const GroupTable& other, const std::vector<std::vector<Code>>& map, Index begin, Index end, std::vector<Index>& cell_of) const {
  const std::size_t columns = keys_.size();
  std::vector<std::vector<Index>> step(columns);  // by the other's code: what it adds to our cell number; a code without a value adds nothing
  for (std::size_t k = 0; k < columns; ++k) {
    step[k].assign(at(other.room_[k]), 0);
    for (std::size_t code = 0; code < map[k].size(); ++code) step[k][code] = Index{map[k][code]} * multiplier_[k];
  }
  std::vector<Code> codes(columns);
  other.codes_of(begin, codes);
  for (Index cell = begin; cell < end; ++cell) {
    if (other.occupied(cell)) {
      Index target = 0;
      for (std::size_t k = 0; k < columns; ++k) target += step[k][at(codes[k])];
      cell_of[at(cell)] = target;
    }
    for (std::size_t k = columns; k-- > 0;) {
      if (++codes[k] < other.room_[k]) break;
      codes[k] = 0;
    }
  }
}

void GroupTable::merge(const GroupTable& other, int sign, Index threads) {
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    keys_[k].unify(other.keys_[k].kind(), "on the other side");
    if (hashed_) keys_[k].set_direct(false);
  }
  for (std::size_t v = 0; v < kinds_.size(); ++v) {
    kinds_[v] = unify(kinds_[v], other.kinds_[v], specs_[v].name);
  }
  std::vector<std::vector<Code>> map(keys_.size());
  const auto translate_all = [&] {
    const bool was_hashed = hashed_;
    for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) map[at(k)] = translate(k, other);
    return hashed_ == was_hashed;
  };
  bool settled = translate_all();
  const bool was_hashed = hashed_;
  make_room(other.seen_);
  settled = settled && hashed_ == was_hashed;
  if (!settled) translate_all();  // going over to hashing gave direct columns other codes

  std::vector<Index> cell_of(at(other.cells()), -1);
  Cancel never;
  const bool dense = !hashed_ && !other.hashed_;
  const Index workers = dense ? worker_count(other.cells() * kRowsACell, threads) : 1;
  if (dense) {
    parallel_ranges(other.cells(), workers, never, [&](Index begin, Index end, Index) { cells_of(other, map, begin, end, cell_of); });
  } else {
    std::vector<Code> codes(keys_.size());
    for (Index cell = 0; cell < other.cells(); ++cell) {
      if (!other.occupied(cell)) continue;
      other.codes_of(cell, codes);
      for (std::size_t k = 0; k < keys_.size(); ++k) codes[k] = map[k][at(codes[k])];
      if (hashed_) {
        cell_of[at(cell)] = cell_for(codes);
      } else {
        Index target = 0;
        for (std::size_t k = 0; k < keys_.size(); ++k) target += Index{codes[k]} * multiplier_[k];
        cell_of[at(cell)] = target;
      }
    }
  }
  for (std::size_t v = 0; v < tables_.size(); ++v) {
    CellTable& table = tables_[v];
    table.carry_all();
    // Unlike cells of the other are unlike cells here, so that threads never meet; wide digits lie in one map for all cells.
    const bool alone = table.any_wide() || other.tables_[v].any_wide();
    parallel_ranges(other.cells(), alone ? 1 : workers, never, [&](Index begin, Index end, Index) {
      for (Index cell = begin; cell < end; ++cell) {
        if (cell_of[at(cell)] >= 0) table.merge(cell_of[at(cell)], other.tables_[v], cell, sign);
      }
    });
    table.merge_bins(other.tables_[v], cell_of, sign);
  }
}

// The occupied cells of a dense table, met in the order of their keys: one step of an odometer a cell.
std::vector<Index> GroupTable::cells_along(const std::vector<std::vector<Code>>& rank) const {
  const std::size_t columns = keys_.size();
  std::vector<std::vector<Index>> step(columns);  // by rank: what the code adds to the cell number
  for (std::size_t k = 0; k < columns; ++k) {
    step[k].resize(rank[k].size());
    for (std::size_t code = 0; code < rank[k].size(); ++code) step[k][at(rank[k][code])] = static_cast<Index>(code) * multiplier_[k];
  }
  std::vector<Index> found;
  if (columns == 0) {
    if (occupied(0)) found.push_back(0);
    return found;
  }
  std::vector<std::size_t> place(columns, 0);
  for (bool more = true; more;) {
    Index base = 0;
    for (std::size_t k = 0; k + 1 < columns; ++k) base += step[k][place[k]];
    for (const Index last : step[columns - 1]) {
      if (occupied(base + last)) found.push_back(base + last);
    }
    more = false;
    for (std::size_t k = columns - 1; k-- > 0 && !more;) {
      more = ++place[k] < step[k].size();
      if (!more) place[k] = 0;
    }
  }
  return found;
}

std::vector<Index> GroupTable::sorted_cells() const {
  // rank[k][code]: place of the code among the values of its column, null last
  std::vector<std::vector<Code>> rank(keys_.size());
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    const KeyColumn& key = keys_[k];
    std::vector<Code> order(at(key.size() - 1));
    std::iota(order.begin(), order.end(), Code{1});
    if (!key.direct()) std::sort(order.begin(), order.end(), [&](Code a, Code b) { return key.less(a, b); });
    rank[k].assign(at(key.size()), static_cast<Code>(order.size()));
    for (std::size_t i = 0; i < order.size(); ++i) rank[k][at(order[i])] = static_cast<Code>(i);
  }
  if (!hashed_) return cells_along(rank);
  std::vector<Index> found;
  std::vector<Code> codes(keys_.size());
  for (Index cell = 0; cell < cells(); ++cell) {
    if (occupied(cell)) found.push_back(cell);
  }
  // One number a group where the product of the column sizes allows it, as it nearly always does.
  double product = 1.0;
  for (const KeyColumn& key : keys_) product *= static_cast<double>(key.size());
  if (product < 0x1p62) {
    std::vector<std::pair<std::uint64_t, Index>> order;
    order.reserve(found.size());
    for (const Index cell : found) {
      codes_of(cell, codes);
      std::uint64_t place = 0;
      for (std::size_t k = 0; k < keys_.size(); ++k) place = place * static_cast<std::uint64_t>(keys_[k].size()) + static_cast<std::uint64_t>(rank[k][at(codes[k])]);
      order.emplace_back(place, cell);
    }
    if (!std::is_sorted(order.begin(), order.end())) std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i) found[i] = order[i].second;
    return found;
  }
  std::vector<Code> other(keys_.size());
  std::sort(found.begin(), found.end(), [&](Index a, Index b) {
    codes_of(a, codes);
    codes_of(b, other);
    for (std::size_t k = 0; k < keys_.size(); ++k) {
      if (rank[k][at(codes[k])] != rank[k][at(other[k])]) return rank[k][at(codes[k])] < rank[k][at(other[k])];
    }
    return false;
  });
  return found;
}

}  // namespace huishou::ledger
