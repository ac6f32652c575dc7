// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/elimination.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>

#include "huishou/base/rng.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

struct Row {
  std::vector<Entry> measured;
  std::vector<Entry> unmeasured;
  bool active = true;

  [[nodiscard]] Index length() const { return static_cast<Index>(measured.size() + unmeasured.size()); }
};

const Entry* find(const std::vector<Entry>& entries, Code column) {
  const auto found = std::lower_bound(entries.begin(), entries.end(), column, [](const Entry& a, Code c) { return a.column < c; });
  return found == entries.end() || found->column != column ? nullptr : &*found;
}

// a - factor * b; `fresh` is told of columns that a did not have.
template <class Fresh>
std::vector<Entry> combined(const std::vector<Entry>& a, const std::vector<Entry>& b, double factor, Code without, Fresh&& fresh) {
  std::vector<Entry> out;
  out.reserve(a.size() + b.size());
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (j == b.size() || (i < a.size() && a[i].column < b[j].column)) {
      out.push_back(a[i++]);
    } else if (i == a.size() || b[j].column < a[i].column) {
      fresh(b[j].column);
      out.push_back({b[j].column, -factor * b[j].value});
      ++j;
    } else {
      const double taken = factor * b[j].value;
      const double left = a[i].value - taken;
      const bool gone = a[i].column == without || std::abs(left) <= kCancelled * (std::abs(a[i].value) + std::abs(taken));
      if (!gone) out.push_back({a[i].column, left});
      ++i;
      ++j;
    }
  }
  return out;
}

class Eliminator {
 public:
  Eliminator(const Constraints& constraints, std::span<const Role> roles) : rows_(at(constraints.rows())), holders_(at(constraints.columns)) {
    for (Code r = 0; r < constraints.rows(); ++r) {
      for (const Entry entry : constraints.row(r)) {
        const bool unmeasured = roles[at(entry.column)] == Role::kUnmeasured;
        (unmeasured ? rows_[at(r)].unmeasured : rows_[at(r)].measured).push_back(entry);
        if (unmeasured) holders_[at(entry.column)].push_back(r);
      }
    }
  }

  void run(std::span<const Role> roles, Elimination& out) {
    using Candidate = std::pair<Index, Code>;
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> heap;
    for (Code c = 0; c < static_cast<Code>(roles.size()); ++c) {
      if (roles[at(c)] == Role::kUnmeasured) heap.emplace(cost(c), c);
    }
    while (!heap.empty()) {
      const auto [expected, c] = heap.top();
      heap.pop();
      const Index now = cost(c);
      if (now > expected) {
        heap.emplace(now, c);
      } else if (holders_[at(c)].empty()) {
        out.free.push_back(c);
      } else {
        take(c, out);
      }
    }
    std::sort(out.free.begin(), out.free.end());
    auto left = std::make_shared<Constraints>();
    left->columns = static_cast<Index>(roles.size());
    for (Code r = 0; r < static_cast<Code>(rows_.size()); ++r) {
      if (!rows_[at(r)].active) continue;
      out.rows.push_back(r);
      for (const Entry& entry : rows_[at(r)].measured) left->add(entry);
      left->end_row();
    }
    out.balances_left = std::move(left);
  }

 private:
  // Markowitz: the fill at most caused. Forgets rows that are done or no longer hold the column.
  Index cost(Code c) {
    auto& holders = holders_[at(c)];
    std::erase_if(holders, [&](Code r) { return !rows_[at(r)].active || find(rows_[at(r)].unmeasured, c) == nullptr; });
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    Index shortest = std::numeric_limits<Index>::max();
    for (const Code r : holders) shortest = std::min(shortest, rows_[at(r)].length());
    return holders.empty() ? 0 : (static_cast<Index>(holders.size()) - 1) * (shortest - 1);
  }

  void take(Code c, Elimination& out) {
    const std::vector<Code> holders = holders_[at(c)];
    double largest = 0.0;
    for (const Code r : holders) largest = std::max(largest, std::abs(find(rows_[at(r)].unmeasured, c)->value));
    Code pivot_row = kMissing;
    for (const Code r : holders) {
      if (std::abs(find(rows_[at(r)].unmeasured, c)->value) < kPivot * largest) continue;
      if (pivot_row == kMissing || rows_[at(r)].length() < rows_[at(pivot_row)].length()) pivot_row = r;
    }
    Row& pivot = rows_[at(pivot_row)];
    const double value = find(pivot.unmeasured, c)->value;
    for (const Code r : holders) {
      if (r == pivot_row) continue;
      Row& row = rows_[at(r)];
      const double factor = find(row.unmeasured, c)->value / value;
      row.measured = combined(row.measured, pivot.measured, factor, kMissing, [](Code) {});
      row.unmeasured = combined(row.unmeasured, pivot.unmeasured, factor, c, [&](Code column) { holders_[at(column)].push_back(r); });
      out.steps.push_back({r, pivot_row, factor});
    }
    pivot.active = false;
    std::erase_if(pivot.unmeasured, [&](const Entry& entry) { return entry.column == c; });
    out.solved.push_back({pivot_row, c, value, true, std::move(pivot.measured), std::move(pivot.unmeasured)});
  }

  std::vector<Row> rows_;
  std::vector<std::vector<Code>> holders_;  // active rows that hold an unmeasured column; some may be out of date
};

// A whole number below 2^40, so that sums of thousands of them are exact where entries are -1, 0, 1.
double weight(Code column, std::uint32_t draw) {
  const Philox4 words = philox({static_cast<std::uint32_t>(column), draw, 0U, 0U}, {0x6f627365U, 0x72766564U});
  return static_cast<double>((static_cast<std::uint64_t>(words[0]) << 8U) + (words[1] & 0xffU) + 1U);
}

void classify(Elimination& out, Index columns) {
  struct Followed {
    double value[2] = {0.0, 0.0};
    double scale[2] = {0.0, 0.0};
  };
  std::vector<Followed> followed(at(columns));
  for (const Code c : out.free) {
    for (std::uint32_t d = 0; d < 2; ++d) followed[at(c)].value[d] = followed[at(c)].scale[d] = weight(c, d);
  }
  for (std::size_t k = out.solved.size(); k-- > 0;) {
    Elimination::Solved& one = out.solved[k];
    Followed& mine = followed[at(one.column)];
    for (const Entry& entry : one.unmeasured) {
      for (std::size_t d = 0; d < 2; ++d) {
        mine.value[d] -= entry.value / one.pivot * followed[at(entry.column)].value[d];
        mine.scale[d] += std::abs(entry.value / one.pivot) * followed[at(entry.column)].scale[d];
      }
    }
    one.observable = std::abs(mine.value[0]) <= kCancelled * mine.scale[0] && std::abs(mine.value[1]) <= kCancelled * mine.scale[1];
    if (one.observable) mine = Followed{};
  }
}

}  // namespace

Elimination eliminate(std::shared_ptr<const Constraints> constraints, std::span<const Role> roles) {
  Elimination out;
  if (std::none_of(roles.begin(), roles.end(), [](Role role) { return role == Role::kUnmeasured; })) {
    out.rows.resize(at(constraints->rows()));
    for (Code r = 0; r < constraints->rows(); ++r) out.rows[at(r)] = r;
    out.balances_left = std::move(constraints);
    return out;
  }
  Eliminator(*constraints, roles).run(roles, out);
  classify(out, constraints->columns);
  return out;
}

Large<double> Elimination::applied(std::span<const double> right) const {
  Large<double> out(right.begin(), right.end());
  for (const Step& step : steps) out[at(step.changed)] -= step.factor * out[at(step.pivot)];
  return out;
}

Large<double> Elimination::applied_scale(std::span<const double> right) const {
  Large<double> out(right.begin(), right.end());
  for (double& value : out) value = std::abs(value);
  for (const Step& step : steps) out[at(step.changed)] += std::abs(step.factor) * out[at(step.pivot)];
  return out;
}

Large<double> Elimination::returned(std::span<const double> multipliers, Index rows_total) const {
  Large<double> out(at(rows_total), 0.0);
  for (std::size_t k = 0; k < rows.size(); ++k) out[at(rows[k])] = multipliers[k];
  for (std::size_t k = steps.size(); k-- > 0;) out[at(steps[k].pivot)] -= steps[k].factor * out[at(steps[k].changed)];
  return out;
}

void Elimination::complete(std::span<const double> right, std::span<const double> right_scale, std::span<double> x, std::span<double> scale) const {
  for (const Code c : free) x[at(c)] = scale[at(c)] = 0.0;  // an observable flow does not depend on it
  for (std::size_t k = solved.size(); k-- > 0;) {
    const Solved& one = solved[k];
    double sum = right[at(one.row)];
    double size = right_scale[at(one.row)];
    for (const auto* entries : {&one.measured, &one.unmeasured}) {
      for (const Entry& entry : *entries) {
        sum -= entry.value * x[at(entry.column)];
        size += std::abs(entry.value) * scale[at(entry.column)];
      }
    }
    x[at(one.column)] = sum / one.pivot;
    scale[at(one.column)] = size / std::abs(one.pivot);
  }
  for (const Solved& one : solved) {
    if (!one.observable) x[at(one.column)] = std::numeric_limits<double>::quiet_NaN();
  }
  for (const Code c : free) x[at(c)] = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace huishou::network
