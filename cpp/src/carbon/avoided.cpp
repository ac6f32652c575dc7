// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/avoided.hpp"

#include <algorithm>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/ledger/combination.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::carbon {

namespace {

using stats::Dyadic;

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Dyadic sum_of(const std::vector<double>& parts) {
  Dyadic out;
  for (const double part : parts) {
    if (!stats::is_finite(part)) throw Error(ErrorKind::kInput, "not_finite", "A factor is not finite.", "Give finite factors, and leave out what is missing.");
    out += Dyadic(part);
  }
  return out;
}

struct Coefficients {
  Dyadic avoided;
  Dyadic low;
  Dyadic high;
  Dyadic induced;

  explicit Coefficients(const Factor& factor)
      : avoided(sum_of(factor.avoided)),
        low(sum_of(factor.low.empty() ? factor.avoided : factor.low)),
        high(sum_of(factor.high.empty() ? factor.avoided : factor.high)),
        induced(sum_of(factor.induced)) {}
};

class Group {
 public:
  Group(const std::vector<Factor>& factors, const std::vector<Coefficients>& coefficients, const Dyadic& yield, const Dyadic& credited)
      : factors_(&factors), coefficients_(&coefficients), yield_(&yield), credited_(&credited) {}

  void add(Avoided& row, Code code, const Dyadic& mass) {
    const Dyadic arrived = mass * *yield_;
    row.factors.push_back(code);
    row.masses.push_back(arrived.to_double());
    total_ += arrived;
    const Factor& factor = (*factors_)[static_cast<std::size_t>(code)];
    if (!factor.matched) {
      missing_ = true;
      return;
    }
    const Coefficients& e = (*coefficients_)[static_cast<std::size_t>(code)];
    const Dyadic credited = arrived * *credited_;
    covered_ += arrived;
    any_ = true;
    row.reasons |= factor.reasons;
    const bool reversed = credited.sign() < 0;  // a stock drawn down: the larger factor gives the smaller emission
    low_ += (reversed ? e.high : e.low) * credited;
    high_ += (reversed ? e.low : e.high) * credited;
    if (factor.avoided.empty()) {
      central_ = false;
    } else {
      avoided_ += e.avoided * credited;
    }
    if (factor.induced.empty()) {
      apart_ = false;
    } else {
      induced_ += e.induced * credited;
    }
  }

  void finish(Avoided& row) const {
    row.mass_t = total_.to_double();
    row.mass_covered_t = covered_.to_double();
    if (total_.sign() != 0) {
      row.coverage = Dyadic::divide(covered_, total_);
    } else if (!missing_) {
      row.coverage = 1.0;
    }
    if (!any_) {
      row.reasons = bit(Reason::kFactorMissing);
      return;
    }
    if (missing_) row.reasons |= bit(Reason::kPartial);
    row.low = low_.to_double();
    row.high = high_.to_double();
    if (apart_) row.induced = induced_.to_double();
    if (!central_) {
      row.reasons |= bit(Reason::kBoundOnly);
      return;
    }
    row.avoided = avoided_.to_double();
    row.net = (induced_ - avoided_).to_double();
  }

 private:
  const std::vector<Factor>* factors_;
  const std::vector<Coefficients>* coefficients_;
  const Dyadic* yield_;
  const Dyadic* credited_;
  Dyadic total_;
  Dyadic covered_;
  Dyadic avoided_;
  Dyadic low_;
  Dyadic high_;
  Dyadic induced_;
  bool any_ = false;
  bool missing_ = false;
  bool central_ = true;
  bool apart_ = true;
};

}  // namespace

AvoidedTable avoided(const ledger::CellList& cells, std::span<const Code> factor_of_cell, const std::vector<Factor>& factors, const Options& options) {
  const DefaultFloating floating;
  if (factor_of_cell.size() != at(cells.size())) throw Error(ErrorKind::kInput, "unequal_lengths", "There is not one factor a cell.", "Give one code a cell.");
  if (!options.yields.empty() && options.yields.size() != at(cells.groups())) throw Error(ErrorKind::kInput, "unequal_lengths", "There is not one yield a group.", "Give one a group.");
  const std::vector<Coefficients> coefficients(factors.begin(), factors.end());
  const Dyadic credited = Dyadic(1.0) - Dyadic(options.otherwise_recovered);
  AvoidedTable out;
  std::vector<Code> used;
  std::vector<ledger::Part> parts;
  for (Index group = 0; group < cells.groups(); ++group) {
    used.clear();
    parts.clear();
    bool counted = false;
    bool blank = false;  // rows without a mass
    std::vector<ledger::CodesSeen> seen(options.unlike.size());
    for (Index i = cells.first(group); i < cells.first(group + 1); ++i) {
      const Code code = factor_of_cell[at(i)];
      if (code == kMissing) continue;
      counted = true;
      blank = blank || cells.masses().missing(cells.cell(i)) > 0;
      if (cells.count(i) == 0) continue;
      for (std::size_t k = 0; k < options.unlike.size(); ++k) seen[k].see(cells.codes(i)[at(options.unlike[k])]);
      const auto found = std::find(used.begin(), used.end(), code);
      parts.push_back({found - used.begin(), cells.cell(i), 1.0});
      if (found == used.end()) used.push_back(code);
    }
    if (!counted) continue;
    Avoided row;
    row.group = group;
    for (std::size_t k = 0; k < seen.size(); ++k) {
      if (seen[k].mixed()) out.unlike.push_back({static_cast<Index>(out.rows.size()), options.unlike[k], 0, seen[k].codes()});
    }
    if (used.empty()) {
      row.reasons = bit(Reason::kNoNumerator);
    } else {
      const std::vector<Dyadic> masses = ledger::combine(cells.masses(), parts, static_cast<Index>(used.size()));
      std::vector<std::size_t> order(used.size());
      for (std::size_t u = 0; u < used.size(); ++u) order[u] = u;
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return used[a] < used[b]; });
      const Dyadic yield(options.yields.empty() ? 1.0 : options.yields[at(group)]);
      Group sums(factors, coefficients, yield, credited);
      for (const std::size_t u : order) sums.add(row, used[u], masses[u]);
      sums.finish(row);
      if (blank && (row.reasons & bit(Reason::kFactorMissing)) == 0) row.reasons |= bit(Reason::kPartial);
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace huishou::carbon
