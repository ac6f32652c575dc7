// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/structure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Reduced balances that share a measured flow.
Adjacency adjacency(const Constraints& by_flow) {
  const Index rows = by_flow.columns;
  std::vector<Index> count(at(rows) + 1, 0);
  for (Index f = 0; f < by_flow.rows(); ++f) {
    const auto entries = by_flow.row(f);
    for (const Entry& entry : entries) count[at(entry.column) + 1] += static_cast<Index>(entries.size()) - 1;
  }
  std::partial_sum(count.begin(), count.end(), count.begin());
  std::vector<Code> all(at(count.back()));
  std::vector<Index> next(count.begin(), count.end() - 1);
  for (Index f = 0; f < by_flow.rows(); ++f) {
    for (const Entry& a : by_flow.row(f)) {
      for (const Entry& b : by_flow.row(f)) {
        if (a.column != b.column) all[at(next[at(a.column)]++)] = b.column;
      }
    }
  }
  Adjacency out;
  out.neighbour.reserve(all.size());
  for (Index r = 0; r < rows; ++r) {
    const auto first = all.begin() + count[at(r)];
    const auto last = all.begin() + count[at(r) + 1];
    std::sort(first, last);
    out.neighbour.insert(out.neighbour.end(), first, std::unique(first, last));
    out.start.push_back(static_cast<Index>(out.neighbour.size()));
  }
  return out;
}

// Columns of the reduced balances, without those of fixed flows.
Constraints columns_of_measured(const Constraints& reduced, std::span<const Role> roles) {
  if (std::none_of(roles.begin(), roles.end(), [](Role role) { return role == Role::kFixed; })) return transposed(reduced);
  Constraints measured;
  measured.columns = reduced.columns;
  measured.start.reserve(reduced.start.size());
  measured.entries.reserve(reduced.entries.size());
  for (Index r = 0; r < reduced.rows(); ++r) {
    for (const Entry& entry : reduced.row(r)) {
      if (roles[at(entry.column)] == Role::kMeasured) measured.entries.push_back(entry);
    }
    measured.start.push_back(static_cast<Index>(measured.entries.size()));
  }
  return transposed(measured);
}

}  // namespace

std::vector<Role> roles_of(std::span<const double> measured, std::span<const double> sd) {
  std::vector<Role> out(measured.size());
  for (std::size_t f = 0; f < measured.size(); ++f) {
    if (std::isnan(measured[f]) || std::isnan(sd[f])) {
      if (std::isnan(measured[f]) != std::isnan(sd[f])) {
        throw Error(ErrorKind::kInput, std::isnan(sd[f]) ? "value_without_sd" : "sd_without_value", "A flow has only one of value and standard deviation.",
                    "Give both, or leave both missing where the flow is not measured.")
            .in_column(std::isnan(sd[f]) ? "sd" : "x").at_row(static_cast<Index>(f));
      }
      out[f] = Role::kUnmeasured;
    } else if (!std::isfinite(measured[f]) || !std::isfinite(sd[f]) || sd[f] < 0.0) {
      const bool value = !std::isfinite(measured[f]);
      throw Error(ErrorKind::kInput, value || !std::isfinite(sd[f]) ? "not_finite" : "negative_sd", "A flow has no usable value or standard deviation.",
                  "Values are finite, standard deviations 0 (exact) or more; a flow nobody measured is missing, not infinite.")
          .in_column(value ? "x" : "sd").at_row(static_cast<Index>(f));
    } else {
      out[f] = sd[f] == 0.0 ? Role::kFixed : Role::kMeasured;
    }
  }
  return out;
}

Structure::Structure(std::shared_ptr<const Constraints> rows, std::vector<Role> of_flows, bool dense) : given(std::move(rows)), roles(std::move(of_flows)) {
  elimination = eliminate(given, roles);
  by_flow = columns_of_measured(elimination.reduced(), roles);
  const Adjacency graph = adjacency(by_flow);
  pattern = analyse(graph, dense);
  kinds.resize(roles.size());
  for (Index f = 0; f < flows(); ++f) {
    const auto entries = by_flow.row(f);
    laplacian = laplacian && (entries.size() < 2 || (entries.size() == 2 && entries[0].value == -entries[1].value));
    for (std::size_t a = 0; a < entries.size(); ++a) {
      for (std::size_t b = a + 1; b < entries.size(); ++b) pairs.push_back(pattern->position(entries[a].column, entries[b].column));
    }
    kinds[at(f)] = roles[at(f)] == Role::kFixed ? Kind::kFixed
                   : roles[at(f)] == Role::kUnmeasured ? Kind::kUnobservable
                   : entries.empty() ? Kind::kNonredundant : Kind::kRedundant;
  }
  for (const Elimination::Solved& one : elimination.solved) {
    if (one.observable) kinds[at(one.column)] = Kind::kObservable;
  }
}

Normal Structure::normal(std::span<const double> variance) const {
  Normal out;
  out.laplacian = laplacian;
  out.diagonal.assign(at(pattern->size), 0.0);
  out.lower.assign(pattern->h_row.size(), 0.0);
  if (laplacian) out.excess.assign(at(pattern->size), 0.0);
  std::size_t pair = 0;
  for (Index f = 0; f < flows(); ++f) {
    const auto entries = by_flow.row(f);
    const double v = variance[at(f)];
    for (std::size_t a = 0; a < entries.size(); ++a) {
      const double scaled = v * entries[a].value;
      out.diagonal[at(pattern->place[at(entries[a].column)])] += scaled * entries[a].value;
      for (std::size_t b = a + 1; b < entries.size(); ++b) out.lower[at(pairs[pair++])] += scaled * entries[b].value;
    }
    if (laplacian && entries.size() == 1) out.excess[at(pattern->place[at(entries[0].column)])] += v * entries[0].value * entries[0].value;
  }
  return out;
}

double Structure::gathered_at(Index flow, std::span<const double> multipliers) const {
  double sum = 0.0;
  for (const Entry& entry : by_flow.row(flow)) sum += entry.value * multipliers[at(entry.column)];
  return sum;
}

std::vector<double> Structure::gathered(std::span<const double> multipliers) const {
  std::vector<double> out(at(flows()));
  for (Index f = 0; f < flows(); ++f) out[at(f)] = gathered_at(f, multipliers);
  return out;
}

std::vector<Index> equivalent_flows(const Structure& structure) {
  const Constraints& by_flow = structure.by_flow;
  std::vector<Index> order;
  for (Index f = 0; f < by_flow.rows(); ++f) {
    if (!by_flow.row(f).empty()) order.push_back(f);
  }
  // Entries over the first one, compared to 40 bits: what elimination rounds differently is still the same column.
  const auto ratio = [](std::span<const Entry> entries, std::size_t i) { return std::round(entries[i].value / entries[0].value * 0x1p40); };
  const auto compare = [&](Index a, Index b) {
    const auto x = by_flow.row(a);
    const auto y = by_flow.row(b);
    if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i].column != y[i].column) return x[i].column < y[i].column ? -1 : 1;
    }
    for (std::size_t i = 1; i < x.size(); ++i) {
      if (ratio(x, i) != ratio(y, i)) return ratio(x, i) < ratio(y, i) ? -1 : 1;
    }
    return 0;
  };
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return compare(a, b) < 0; });
  std::vector<Index> out(at(by_flow.rows()), -1);
  Index group = -1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || compare(order[i - 1], order[i]) != 0) ++group;
    out[at(order[i])] = group;
  }
  return out;
}

}  // namespace huishou::network
