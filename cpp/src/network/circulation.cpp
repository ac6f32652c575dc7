// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/circulation.hpp"

#include <utility>

#include "huishou/network/graph.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Ends of every flow, the world outside as the last node; false where a coefficient is none of a pure network.
bool read_ends(const Constraints& balances, Large<Code>& source, Large<Code>& target) {
  const auto outside = static_cast<Code>(balances.rows());
  source.assign(at(balances.columns), outside);
  target.assign(at(balances.columns), outside);
  for (Code r = 0; r < outside; ++r) {
    for (const Entry entry : balances.row(r)) {
      Code& end = (entry.value > 0.0 ? target : source)[at(entry.column)];
      if ((entry.value != 1.0 && entry.value != -1.0) || end != outside) return false;
      end = r;
    }
  }
  return true;
}

}  // namespace

Circulation circulation(const Structure& structure, std::span<const std::uint8_t> bounded, std::span<const double> measured, std::span<const double> right) {
  Circulation out;
  Large<Code> source;
  Large<Code> target;
  const Constraints& balances = structure.balances();
  if (!read_ends(balances, source, target)) return out;
  const auto outside = static_cast<Code>(balances.rows());
  std::vector<Code> from;
  std::vector<Code> to;
  const auto arrow = [&](Code a, Code b) {
    from.push_back(a);
    to.push_back(b);
  };
  for (std::size_t f = 0; f < measured.size(); ++f) {
    if (source[f] == target[f]) continue;
    if (structure.roles[f] == Role::kFixed) {
      if (measured[f] < 0.0) std::swap(source[f], target[f]);
      if (measured[f] != 0.0) arrow(source[f], target[f]);
      continue;
    }
    arrow(source[f], target[f]);
    if (!bounded[f]) arrow(target[f], source[f]);
  }
  for (Code r = 0; r < outside; ++r) {
    if (right[at(r)] > 0.0) arrow(r, outside);
    if (right[at(r)] < 0.0) arrow(outside, r);
  }
  const std::vector<Code> component = strong_components(Index{outside} + 1, from, to);
  bool any = false;
  for (std::size_t a = 0; a < from.size(); ++a) any = any || component[at(from[a])] != component[at(to[a])];
  if (!any) return out;
  out.still.assign(measured.size(), 0);
  for (std::size_t f = 0; f < measured.size(); ++f) {
    if (component[at(source[f])] == component[at(target[f])]) continue;
    if (structure.roles[f] != Role::kFixed) out.still[f] = 1;
    else out.contradictory = out.contradictory || measured[f] != 0.0;
  }
  out.potential.resize(at(outside));
  for (Code r = 0; r < outside; ++r) {
    const Code rise = component[at(r)] - component[at(outside)];
    out.potential[at(r)] = rise;
    out.contradictory = out.contradictory || (rise != 0 && right[at(r)] != 0.0);
  }
  return out;
}

}  // namespace huishou::network
