// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/structure.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Columns of the reduced balances, without those of fixed flows.
Columns columns_of_measured(const Constraints& reduced, std::span<const Role> roles) {
  if (std::none_of(roles.begin(), roles.end(), [](Role role) { return role == Role::kFixed; })) return Columns(reduced);
  Constraints measured;
  measured.columns = reduced.columns;
  measured.start.reserve(reduced.start.size());
  for (Index r = 0; r < reduced.rows(); ++r) {
    for (const Entry entry : reduced.row(r)) {
      if (roles[at(entry.column)] == Role::kMeasured) measured.add(entry);
    }
    measured.end_row();
  }
  return Columns(measured);
}

}  // namespace

std::vector<Role> roles_of(std::span<const double> measured, std::span<const double> sd) {
  // Whether all is measured, the usual case, in bits: x - x is 0 unless x is infinite or missing, s - least is negative unless s > 0
  // (the tiniest numbers are looked at below).
  std::uint64_t odd = 0;
  for (std::size_t f = 0; f < measured.size(); ++f) {
    odd |= std::bit_cast<std::uint64_t>(measured[f] - measured[f]) | std::bit_cast<std::uint64_t>(sd[f] - sd[f]) |
           std::bit_cast<std::uint64_t>(sd[f] - std::numeric_limits<double>::min()) >> 63U;
  }
  std::vector<Role> out(measured.size(), Role::kMeasured);
  if (odd == 0) return out;
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
  pattern = analyse(elimination.reduced(), by_flow, dense);
  kinds.resize(roles.size());
  for (Index f = 0; f < flows(); ++f) {
    const auto entries = by_flow.row(f);
    laplacian = by_flow.plain() || (laplacian && (entries.size() < 2 || (entries.size() == 2 && entries[0].value == -entries[1].value)));
    kinds[at(f)] = roles[at(f)] == Role::kFixed ? Kind::kFixed
                   : roles[at(f)] == Role::kUnmeasured ? Kind::kUnobservable
                   : entries.empty() ? Kind::kNonredundant : Kind::kRedundant;
  }
  for (const Elimination::Solved& one : elimination.solved) {
    if (one.observable) kinds[at(one.column)] = Kind::kObservable;
  }
}

Large<double> Structure::diagonal(std::span<const double> variance) const {
  Large<double> out(at(pattern->size), 0.0);
  for (Index f = 0; f < flows(); ++f) {
    for (const Entry entry : by_flow.row(f)) out[at(pattern->place[at(entry.column)])] += variance[at(f)] * entry.value * entry.value;
  }
  return out;
}

Normal Structure::normal(std::span<const double> variance) const {
  Normal out;
  out.laplacian = laplacian;
  out.cells.resize(at(pattern->cells()));
  double* const dense = out.cells.data() + pattern->listed();
  std::fill(out.cells.data(), dense, 0.0);
  for (Index c = 0; c < pattern->dense(); ++c) {  // cells above the first tile of a column are never read
    std::fill(dense + c * pattern->stride() + c / DenseLoops::kTile * DenseLoops::kTile, dense + (c + 1) * pattern->stride(), 0.0);
  }
  if (laplacian) out.excess.assign(at(pattern->size), 0.0);
  else out.diagonal = diagonal(variance);
  std::size_t pair = 0;
  for (Index f = 0; f < flows(); ++f) {
    const Row entries = by_flow.row(f);
    const double v = variance[at(f)];
    for (std::size_t a = 0; a + 1 < entries.size(); ++a) {
      for (std::size_t b = a + 1; b < entries.size(); ++b) out.cells[at(pattern->pairs[pair++])] += v * entries[a].value * entries[b].value;
    }
    if (laplacian && entries.size() == 1) out.excess[at(pattern->place[at(entries[0].column)])] += v * entries[0].value * entries[0].value;
  }
  return out;
}

double Structure::gathered_at(Index flow, std::span<const double> multipliers) const {
  double sum = 0.0;
  for (const Entry entry : by_flow.row(flow)) sum += entry.value * multipliers[at(entry.column)];
  return sum;
}

void Structure::correct(std::span<double> x, std::span<const double> variance, std::span<const double> multipliers) const {
  for (Index f = 0; f < flows(); ++f) {
    double sum = 0.0;
    for (const Entry entry : by_flow.row(f)) sum += entry.value * multipliers[at(entry.column)];
    x[at(f)] -= variance[at(f)] * sum;
  }
}

std::vector<Index> equivalent_flows(const Structure& structure) {
  const Columns& by_flow = structure.by_flow;
  std::vector<Index> order;
  for (Index f = 0; f < by_flow.size(); ++f) {
    if (!by_flow.row(f).empty()) order.push_back(f);
  }
  // Entries over the first one, compared to 40 bits: what elimination rounds differently is still the same column.
  const auto ratio = [](const Row& entries, std::size_t i) { return std::round(entries[i].value / entries[0].value * 0x1p40); };
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
  std::vector<Index> out(at(by_flow.size()), -1);
  Index group = -1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || compare(order[i - 1], order[i]) != 0) ++group;
    out[at(order[i])] = group;
  }
  return out;
}

}  // namespace huishou::network
