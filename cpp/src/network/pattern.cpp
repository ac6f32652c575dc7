// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "huishou/network/elimination_tree.hpp"
#include "huishou/network/factor.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// An entry met in a list costs as much as this many in full loops.
constexpr double kListed = 5.0;
constexpr Index kDenseLeast = 16;   // smaller blocks do not fill a tile
constexpr Index kDenseMost = 16384; // 2 GiB
constexpr Index kShort = 8;         // lists up to here are searched without branches

// The column from which on a dense block costs least: columns before it are entries of lists, one pair a product.
Index dense_start(const std::vector<Index>& below) {
  const auto n = static_cast<Index>(below.size());
  double listed = 0.0;
  for (const Index entries : below) listed += kListed * static_cast<double>(entries * entries);
  double best = listed;
  Index from = n;
  for (Index k = n; k-- > 0 && n - k <= kDenseMost;) {
    listed -= kListed * static_cast<double>(below[at(k)] * below[at(k)]);
    const auto width = static_cast<double>(n - k);
    const double cost = listed + width * width * width / 3.0;
    if (n - k >= kDenseLeast && cost < best) {
      best = cost;
      from = k;
    }
  }
  return from;
}

// Rows of the columns before dense_from. Leaves keep the neighbours they had; of the rest, the columns of row k are the paths from
// its neighbours up the tree.
void rows_of_columns(const Ordering& ordering, const EliminationTree& tree, Pattern& out) {
  const Index leaves = ordering.leaves.size();
  const Index listed = out.dense_from - leaves;
  out.start.resize(at(out.dense_from) + 1);
  std::copy(ordering.leaves.start.begin(), ordering.leaves.start.end(), out.start.begin());
  for (Index k = 0; k < listed; ++k) out.start[at(leaves + k) + 1] = out.start[at(leaves + k)] + tree.below[at(k)];
  out.row.resize(at(out.start.back()));
  for (Index k = 0; k < leaves; ++k) {
    const Index first = out.start[at(k)];
    const auto tied = ordering.leaves.neighbours(k);
    if (tied.size() == 2) {
      const auto [upper, lower] = std::minmax(out.place[at(tied[0])], out.place[at(tied[1])]);
      out.row[at(first)] = upper;
      out.row[at(first) + 1] = lower;
      continue;
    }
    Index last = first;
    for (const Code neighbour : tied) {
      const Code row = out.place[at(neighbour)];
      Index to = last++;
      for (; to > first && out.row[at(to - 1)] > row; --to) out.row[at(to)] = out.row[at(to - 1)];
      out.row[at(to)] = row;
    }
  }
  Large<Index> next(out.start.begin() + leaves, out.start.end() - 1);
  Large<Code> mark(at(ordering.rest.size()), kMissing);
  for (Code k = 0; k < ordering.rest.size(); ++k) {
    mark[at(k)] = k;
    for (Index p = ordering.rest.start[at(k)]; p < ordering.rest.start[at(k) + 1] && ordering.rest.neighbour[at(p)] < k; ++p) {
      for (Code i = ordering.rest.neighbour[at(p)]; i < listed && mark[at(i)] != k; i = tree.parent[at(i)]) {
        mark[at(i)] = k;
        out.row[at(next[at(i)]++)] = static_cast<Code>(leaves + k);
      }
    }
  }
}

// The cell of each two balances of each flow.
void place_pairs(const Columns& by_flow, Pattern& out) {
  out.pairs.reserve(at(by_flow.size()));
  for (Index f = 0; f < by_flow.size(); ++f) {
    const auto balances = by_flow.row(f).columns();
    for (std::size_t a = 0; a + 1 < balances.size(); ++a) {
      for (std::size_t b = a + 1; b < balances.size(); ++b) {
        const auto [column, row] = std::minmax(out.place[at(balances[a])], out.place[at(balances[b])]);
        if (column >= out.dense_from) {
          out.pairs.push_back(out.listed() + (column - out.dense_from) * out.stride() + row - out.dense_from);
          continue;
        }
        const Code* at_row = out.row.data() + out.start[at(column)];
        const Code* const last = out.row.data() + out.start[at(column) + 1];
        if (last - at_row > kShort) {
          at_row = std::lower_bound(at_row, last, row);
        } else {
          // Which of few rows it is cannot be foretold: all earlier ones are counted.
          for (const Code* other = at_row; other != last; ++other) at_row += *other < row ? 1 : 0;
        }
        out.pairs.push_back(at_row - out.row.data());
      }
    }
  }
}

}  // namespace

std::shared_ptr<const Pattern> analyse(const Constraints& balances, const Columns& by_flow, bool dense) {
  auto out = std::make_shared<Pattern>();
  Ordering ordering = elimination_order(balances, by_flow);
  out->size = balances.rows();
  out->order = std::move(ordering.order);
  out->place.resize(out->order.size());
  for (std::size_t k = 0; k < out->order.size(); ++k) out->place[at(out->order[k])] = static_cast<Code>(k);
  const EliminationTree tree = elimination_tree(ordering.rest);
  out->dense_from = ordering.leaves.size() + (dense ? dense_start(tree.below) : ordering.rest.size());
  rows_of_columns(ordering, tree, *out);
  place_pairs(by_flow, *out);
  return out;
}

}  // namespace huishou::network
