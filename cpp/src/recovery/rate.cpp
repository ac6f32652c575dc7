// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/rate.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/ledger/cell_marks.hpp"
#include "huishou/ledger/combination.hpp"
#include "huishou/recovery/pairing.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::recovery {

namespace {

using ledger::CellFilter;
using ledger::CellList;
using ledger::CellMarks;
using ledger::CodesSeen;
using stats::Dyadic;

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// One definition over all groups.
class Evaluation {
 public:
  // Its terms are those of `marks` and `filters` from `first` on.
  Evaluation(UnitRanks& units, const Definition& definition, const Columns& columns, const Earlier& earlier, const std::vector<CellFilter>& filters,
             const CellMarks& marks, Index first)
      : cells_(&units.cells()), columns_(&columns), earlier_(&earlier), numerators_(static_cast<Index>(definition.numerator.size())) {
    const CellList& cells = *cells_;
    for (const auto* side : {&definition.numerator, &definition.denominator}) {
      for (const Term& term : *side) {
        terms_.push_back(&term);
        tables_.emplace_back();
        for (const Weight& weight : term.table) tables_.back().emplace_back(cells.table(), weight.where);
        own_only_ = own_only_ && term.lags == std::vector<Index>{0};
        check(term);
      }
    }
    filters_ = std::span(filters).subspan(at(first), terms_.size());
    scale_ = common_multiple(terms_);
    for (Index i = 0; i < cells.size(); ++i) {
      for (Index from = 0; from < terms(); from += CellMarks::kBits) {
        for (std::uint64_t met = marks.of(i, first + from, std::min(terms() - from, CellMarks::kBits)); met != 0; met &= met - 1) {
          const Index term = from + std::countr_zero(met);
          entries_.push_back(weighed({i, term, term < numerators_}));
        }
      }
    }
    begins_.push_back(0);
    for (Index group = 1; group <= cells.groups(); ++group) {
      std::size_t next = begins_.back();
      while (next < entries_.size() && entries_[next].at < cells.first(group)) ++next;
      begins_.push_back(next);
    }
    const auto names_materials = [&](const CellFilter& filter) { return columns.material >= 0 && filter.names(columns.material); };
    if (own_only_) {
      pairing_ = pair_units(units, entries_, columns, std::all_of(filters_.begin(), filters_.begin() + static_cast<std::ptrdiff_t>(numerators_), names_materials));
    } else {
      pairing_ = {{}, std::vector<std::uint8_t>(entries_.size(), 1), std::vector<Index>(at(cells.groups()), 0), std::vector<Index>(at(cells.groups()), 0)};
    }
  }

  [[nodiscard]] const Pairing& pairing() const { return pairing_; }

  // Rows definition, definition + stride, ... of `out` are the groups.
  void fill(std::vector<Rate>& out, Index definition, Index stride, bool complete_only, std::vector<ledger::Unlike>& unlike) const {
    const auto targets = at(cells_->groups() * terms());
    Sums own{std::vector<Index>(targets, 0), {}, {}};
    std::vector<ledger::Part> plain;
    std::vector<ledger::Part> weighted;
    std::vector<ledger::Part> covered;
    std::vector<ledger::Part> whole;
    for (Index group = 0; group < cells_->groups(); ++group) {
      for (std::size_t e = begins_[at(group)]; e < begins_[at(group + 1)]; ++e) {
        const Entry& entry = entries_[e];
        const ledger::Part part{group * terms() + entry.term, cells_->cell(entry.at), 1.0};
        const ledger::Part counted{part.target, part.cell, entry.coefficient};
        const bool complete = pairing_.complete[e] != 0;
        if (!entry.numerator && complete_only) whole.push_back(counted);
        if (!entry.numerator && complete) covered.push_back(counted);
        if (complete_only && !complete) continue;
        own.values[at(part.target)] += cells_->count(entry.at);
        plain.push_back(part);
        if (!tables_[at(entry.term)].empty()) weighted.push_back(counted);
      }
    }
    own.tonnes = ledger::combine(cells_->masses(), std::move(plain), static_cast<Index>(targets));
    own.weighted = ledger::combine(cells_->masses(), std::move(weighted), static_cast<Index>(targets));
    for (std::size_t target = 0; target < targets; ++target) {
      const Term& term = *terms_[target % static_cast<std::size_t>(terms())];
      if (term.table.empty()) own.weighted[target] = Dyadic(term.coefficient) * own.tonnes[target];
    }
    const std::vector<Dyadic> covered_sums = ledger::combine(cells_->masses(), std::move(covered), static_cast<Index>(targets));
    const std::vector<Dyadic> whole_sums = complete_only ? ledger::combine(cells_->masses(), std::move(whole), static_cast<Index>(targets)) : own.weighted;
    std::vector<std::size_t> mine;
    for (Index group = 0; group < cells_->groups(); ++group) {
      const Index row = group * stride + definition;
      Rate& rate = out[at(row)];
      entries_of(group, mine);
      look(rate, row, mine, complete_only, unlike);
      rate.units = pairing_.units[at(group)];
      rate.complete_units = pairing_.complete_units[at(group)];
      number(rate, own, group, complete_only);
      if (!own_only_) continue;
      const Dyadic total = side(whole_sums, group, numerators_, terms());
      if (total.sign() > 0) rate.denominator_covered = Dyadic::divide(side(covered_sums, group, numerators_, terms()), total);
    }
  }

 private:
  [[nodiscard]] Index terms() const { return static_cast<Index>(terms_.size()); }

  struct Sums {  // by group and term
    std::vector<Index> values;
    std::vector<Dyadic> tonnes;
    std::vector<Dyadic> weighted;
  };

  static void check(const Term& term) {
    const auto finite = [](const Weight& weight) { return stats::is_finite(weight.coefficient); };
    if (!stats::is_finite(term.coefficient) || !std::all_of(term.table.begin(), term.table.end(), finite)) {
      throw Error(ErrorKind::kInput, "bad_coefficient", "A coefficient is not finite.", "Give a finite number.");
    }
  }

  [[nodiscard]] Entry weighed(Entry entry) const {
    const Term& term = *terms_[at(entry.term)];
    entry.coefficient = term.coefficient;
    if (term.table.empty()) return entry;
    const std::vector<CellFilter>& rows = tables_[at(entry.term)];
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const CellFilter& row) { return row.meets(cells_->codes(entry.at)); });
    entry.weighed = found != rows.end();
    entry.coefficient = entry.weighed ? term.table[static_cast<std::size_t>(found - rows.begin())].coefficient : 0.0;
    return entry;
  }

  // The group that lag `k` of a term points to.
  [[nodiscard]] Index earlier(Index lag, Index group) const { return lag == 0 ? group : (*earlier_)[at(lag)][at(group)]; }

  // What a row of the answer is computed from, in the order of the cells where no other period is asked for.
  void entries_of(Index group, std::vector<std::size_t>& out) const {
    out.clear();
    for (Index term = 0; term < (own_only_ ? 1 : terms()); ++term) {
      for (const Index lag : terms_[at(term)]->lags) {
        const Index from = earlier(lag, group);
        if (from == kMissing) continue;
        for (std::size_t e = begins_[at(from)]; e < begins_[at(from + 1)]; ++e) {
          if (own_only_ || entries_[e].term == term) out.push_back(e);
        }
      }
    }
  }

  [[nodiscard]] Dyadic side(const std::vector<Dyadic>& sums, Index group, Index first, Index last) const {
    Dyadic total;
    for (Index term = first; term < last; ++term) total += sums[at(group * terms() + term)];
    return total;
  }

  // The entries of one row: what must not be added, what does not match, what may count twice, what has no coefficient.
  void look(Rate& rate, Index row, const std::vector<std::size_t>& mine, bool complete_only, std::vector<ledger::Unlike>& unlike) const {
    const auto counts = [&](std::size_t e) { return !complete_only || pairing_.complete[e] != 0; };
    for (const Index key : columns_->unlike) {
      CodesSeen seen[2];
      CodesSeen all[2];
      for (const std::size_t e : mine) {
        if (!counts(e)) continue;
        const Code code = cells_->codes(entries_[e].at)[at(key)];
        const std::size_t side_at = entries_[e].numerator ? 0 : 1;
        all[side_at].see(code);
        if (!filters_[at(entries_[e].term)].names(key)) seen[side_at].see(code);
      }
      for (std::size_t s = 0; s < 2; ++s) {
        if (!seen[s].mixed()) continue;
        rate.reasons |= bit(Reason::kMixedScope);
        unlike.push_back({row, key, static_cast<Index>(s), seen[s].codes()});
      }
      const bool compared = std::find(columns_->compared.begin(), columns_->compared.end(), key) != columns_->compared.end();
      if (compared && all[0].codes().size() == 1 && all[1].codes().size() == 1) {
        const Code above = all[0].codes().front();
        const Code below = all[1].codes().front();
        if (above != below && above != 0 && below != 0) rate.reasons |= bit(Reason::kScopeMismatch);
      }
    }
    std::vector<CodesSeen> stages(at(terms()));
    std::vector<std::vector<std::pair<Code, Code>>> ways(at(terms()));
    for (const std::size_t e : mine) {
      if (!counts(e)) continue;
      if (!entries_[e].weighed) rate.reasons |= bit(Reason::kFactorMissing);
      const std::span<const Code> codes = cells_->codes(entries_[e].at);
      const Code stage = columns_->stage < 0 ? 0 : codes[at(columns_->stage)];
      const std::size_t term = at(entries_[e].term);
      if (columns_->stage >= 0 && chain_[at(stage)] != 0) stages[term].see(stage);
      if (columns_->flow < 0) continue;
      const Code flow = codes[at(columns_->flow)];
      if (ways_[at(flow)] == 0) continue;
      const std::pair<Code, Code> way{stage, flow};
      const bool crossed = std::any_of(ways[term].begin(), ways[term].end(), [&](const auto& other) { return other.first == stage && other.second != flow; });
      if (crossed) rate.reasons |= bit(Reason::kDoubleCountRisk);
      if (std::find(ways[term].begin(), ways[term].end(), way) == ways[term].end()) ways[term].push_back(way);
    }
    if (std::any_of(stages.begin(), stages.end(), [](const CodesSeen& seen) { return seen.mixed(); })) rate.reasons |= bit(Reason::kDoubleCountRisk);
  }

  // One side of the rate, times scale_: the exact number, and how many of its terms report.
  struct Side {
    Dyadic total;
    Index reported = 0;
    bool gaps = false;  // a mean over fewer periods than asked for
  };

  [[nodiscard]] Side side(Rate& rate, const Sums& own, Index group, Index first, Index last) const {
    Side out;
    for (Index term = first; term < last; ++term) {
      const Term& asked = *terms_[at(term)];
      Dyadic total;
      Dyadic tonnes;
      Index values = 0;
      Index periods = 0;
      for (const Index lag : asked.lags) {
        const Index from = earlier(lag, group);
        if (from == kMissing) continue;
        const std::size_t target = at(from * terms() + term);
        if (own.values[target] == 0) continue;
        ++periods;
        values += own.values[target];
        total += own.weighted[target];
        tonnes += own.tonnes[target];
      }
      const bool enough = asked.mean ? periods > 0 : periods == static_cast<Index>(asked.lags.size());
      const Index over = asked.mean && periods > 0 ? periods : 1;
      rate.terms.push_back({values, over == 1 ? tonnes.to_double() : Dyadic::divide(tonnes, Dyadic::integer(over))});
      if (!enough) continue;
      ++out.reported;
      out.gaps = out.gaps || periods < static_cast<Index>(asked.lags.size());
      if (scale_ == over) {
        out.total += total;
      } else {
        out.total += Dyadic::integer(scale_ / over) * total;
      }
    }
    return out;
  }

  // A number that every count of periods of a mean divides, so that means of different lengths stay exact.
  static Index common_multiple(const std::vector<const Term*>& terms) {
    Index out = 1;
    for (const Term* term : terms) {
      for (Index n = 1; term->mean && n <= static_cast<Index>(term->lags.size()); ++n) out = std::lcm(out, n);
    }
    return out;
  }

  void number(Rate& rate, const Sums& own, Index group, bool complete_only) const {
    const Side above = side(rate, own, group, 0, numerators_);
    const Side below = side(rate, own, group, numerators_, terms());
    if ((rate.reasons & (bit(Reason::kMixedScope) | bit(Reason::kFactorMissing))) != 0) return;
    const auto rounded = [&](const Dyadic& total) { return scale_ == 1 ? total.to_double() : Dyadic::divide(total, Dyadic::integer(scale_)); };
    if (above.gaps || below.gaps) rate.reasons |= bit(Reason::kPartial);
    if (above.reported == 0) {
      rate.reasons |= bit(Reason::kNoNumerator);
    } else {
      rate.numerator_t = rounded(above.total);
      if (above.total.sign() < 0) rate.reasons |= bit(Reason::kNegativeNumerator);
      const bool partial = above.reported < numerators_ || (!complete_only && rate.complete_units < rate.units);
      if (partial) rate.reasons |= bit(Reason::kPartialNumerator);
    }
    const bool all_below = below.reported == terms() - numerators_ && below.reported > 0;
    if (all_below) rate.denominator_t = rounded(below.total);
    if (!all_below || below.total.sign() <= 0) {
      rate.reasons |= bit(Reason::kNoDenominator);
      return;
    }
    if (above.reported == 0) return;
    rate.rate = Dyadic::divide(above.total, below.total);
    if ((above.total - below.total).sign() > 0) rate.reasons |= bit(Reason::kGtOne);
  }

  const CellList* cells_;
  const Columns* columns_;
  const Earlier* earlier_;
  Index numerators_;
  Index scale_ = 1;                             // see common_multiple
  bool own_only_ = true;                        // no term asks for another period
  std::vector<const Term*> terms_;
  std::span<const CellFilter> filters_;
  std::vector<std::vector<CellFilter>> tables_;
  std::vector<Entry> entries_;                  // in the order of their cells
  std::vector<std::size_t> begins_;             // of each group's entries, and their end
  Pairing pairing_;
  std::vector<std::uint8_t> chain_ = codes_of(columns_->stage, columns_->chain);
  std::vector<std::uint8_t> ways_ = codes_of(columns_->flow, columns_->ways);

  // One flag a code of the column: is it one of the words?
  [[nodiscard]] std::vector<std::uint8_t> codes_of(Index key, const std::vector<std::string>& words) const {
    if (key < 0) return {0};
    const ledger::KeyColumn& column = cells_->table().keys()[at(key)];
    std::vector<std::uint8_t> out(at(column.size()), 0);
    if (column.kind() != ledger::KeyKind::kText) return out;
    for (Code code = 1; code < static_cast<Code>(column.size()); ++code) out[at(code)] = std::find(words.begin(), words.end(), column.text(code)) != words.end() ? 1 : 0;
    return out;
  }
};

}  // namespace

Rates rates(const CellList& cells, const std::vector<Definition>& definitions, const Columns& columns, bool complete_only, const Earlier& earlier) {
  const DefaultFloating floating;
  const auto stride = static_cast<Index>(definitions.size());
  Rates out;
  for (Index group = 0; group < cells.groups(); ++group) {
    for (Index d = 0; d < stride; ++d) {
      Rate rate;
      rate.group = group;
      rate.definition = d;
      if (!definitions[at(d)].computable) rate.reasons = bit(Reason::kNotComputable);
      out.rates.push_back(std::move(rate));
    }
  }
  out.unit_columns.resize(at(stride));
  std::vector<CellFilter> filters;
  std::vector<Index> first;
  for (const Definition& definition : definitions) {
    first.push_back(static_cast<Index>(filters.size()));
    if (!definition.computable) continue;
    for (const auto* side : {&definition.numerator, &definition.denominator}) {
      for (const Term& term : *side) filters.emplace_back(cells.table(), term.where);
    }
  }
  const CellMarks marks(cells, filters);
  UnitRanks units(cells);
  for (Index d = 0; d < stride; ++d) {
    if (!definitions[at(d)].computable) continue;
    const Evaluation evaluation(units, definitions[at(d)], columns, earlier, filters, marks, first[at(d)]);
    evaluation.fill(out.rates, d, stride, complete_only, out.unlike);
    out.unit_columns[at(d)] = evaluation.pairing().columns;
  }
  return out;
}

}  // namespace huishou::recovery
