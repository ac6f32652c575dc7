// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What a group table is held against: the accumulator set of Boost, one for each group, and what a cell says of itself in
// the same form.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "huishou/ledger/group_table.hpp"
#include "huishou/stats/accumulator_set.hpp"
#include "huishou/stats/split.hpp"

namespace reference {

using huishou::Code;
using huishou::Index;
namespace ledger = huishou::ledger;
namespace stats = huishou::stats;
namespace features = huishou::stats::features;

using Set = stats::AccumulatorSet<features::count, features::exact_moments, features::extrema, features::sketch>;

inline constexpr ledger::Layout kLayouts[] = {{false, false, false}, {true, false, false}, {true, true, false}, {false, false, true}, {true, false, true}, {true, true, true}};

struct State {
  Index count = 0;
  Index missing = 0;
  stats::Digits sum;
  stats::Digits squares;
  std::uint64_t min = 0;  // bits, so that +0 is not -0
  std::uint64_t max = 0;
  std::map<stats::Bin, Index> bins;
  friend bool operator==(const State&, const State&) = default;
};

// The parts that a layout keeps.
inline State state_of(const Set& set, ledger::Layout layout, bool bins) {
  State out;
  out.count = set.get<features::count>().present;
  out.missing = set.get<features::count>().missing;
  if (layout.sum) out.sum = set.get<features::exact_moments>().sum().digits();
  if (layout.squares) out.squares = set.get<features::exact_moments>().squares().digits();
  if (layout.extrema && out.count > 0) {
    out.min = std::bit_cast<std::uint64_t>(set.get<features::extrema>().min);
    out.max = std::bit_cast<std::uint64_t>(set.get<features::extrema>().max);
  }
  if (bins) out.bins = set.get<features::sketch>().bins();
  return out;
}

// The same of a cell; its table is carried.
inline State state_of(const ledger::CellTable& table, Index cell) {
  State out;
  const ledger::Layout layout = table.layout();
  out.count = table.count(cell);
  out.missing = table.missing(cell);
  if (layout.sum) out.sum = table.sum_digits(cell);
  if (layout.squares) out.squares = table.square_digits(cell);
  if (layout.extrema && out.count > 0) {
    out.min = std::bit_cast<std::uint64_t>(table.minimum(cell));
    out.max = std::bit_cast<std::uint64_t>(table.maximum(cell));
  }
  table.bins().each([&](const ledger::BinCounts::Entry& entry) {
    if (entry.cell == cell) out.bins[entry.bin] = entry.count;
  });
  return out;
}

// Rows into a cell table as the group table adds them.
inline void feed(ledger::CellTable& table, const std::vector<std::int32_t>& cells, const std::vector<double>& values, ledger::Variant variant) {
  const ledger::Accumulate kernel = ledger::accumulate_for(table.layout(), variant);
  std::vector<std::int32_t> cell = cells;
  cell.insert(cell.end(), static_cast<std::size_t>(ledger::kCellsAhead), 0);
  const auto n = static_cast<Index>(values.size());
  for (Index first = 0; first < n; first += ledger::kBlock) {
    const Index rows = std::min(ledger::kBlock, n - first);
    table.reserve(rows);
    std::uint16_t odd[ledger::kBlock];
    const Index odds = kernel(ledger::Block{values.data() + first, cell.data() + first, rows, table.words(), table.beyond_cache(), odd});
    for (Index o = 0; o < odds; ++o) {
      const Index row = first + odd[o];
      if (stats::is_nan(values[static_cast<std::size_t>(row)])) {
        table.add_missing(cell[static_cast<std::size_t>(row)]);
      } else {
        table.add_double(cell[static_cast<std::size_t>(row)], values[static_cast<std::size_t>(row)]);
      }
    }
  }
  if (!table.has_bins()) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!stats::is_nan(values[i])) table.add_bin(cell[i], values[i]);
  }
}

// Groups of a table in the order it gives them: keys as text ("-" null), and the state of one value.
using Groups = std::vector<std::pair<std::vector<std::string>, State>>;

inline Groups groups_of(const ledger::GroupTable& table, Index value = 0) {
  // Bins lie in one map for all cells; gathered once.
  std::map<Index, std::map<stats::Bin, Index>> bins;
  table.values(value).bins().each([&](const ledger::BinCounts::Entry& entry) { bins[entry.cell][entry.bin] = entry.count; });
  Groups out;
  std::vector<Code> codes(table.keys().size());
  for (const Index cell : table.sorted_cells()) {
    table.codes_of(cell, codes);
    std::vector<std::string> keys;
    for (std::size_t k = 0; k < codes.size(); ++k) {
      const ledger::KeyColumn& key = table.keys()[k];
      keys.push_back(codes[k] == 0 ? "-" : key.kind() == ledger::KeyKind::kText ? std::string(key.text(codes[k])) : std::to_string(key.integer(codes[k])));
    }
    State state;
    const ledger::CellTable& cells = table.values(value);
    state.count = cells.count(cell);
    state.missing = cells.missing(cell);
    if (cells.layout().sum) state.sum = cells.sum_digits(cell);
    if (cells.layout().squares) state.squares = cells.square_digits(cell);
    if (cells.layout().extrema && state.count > 0) {
      state.min = std::bit_cast<std::uint64_t>(cells.minimum(cell));
      state.max = std::bit_cast<std::uint64_t>(cells.maximum(cell));
    }
    if (const auto found = bins.find(cell); found != bins.end()) state.bins = found->second;
    out.emplace_back(std::move(keys), std::move(state));
  }
  return out;
}

}  // namespace reference
