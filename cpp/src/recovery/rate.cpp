// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/rate.hpp"

#include <algorithm>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/ledger/combination.hpp"
#include "huishou/recovery/pairing.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::recovery {

namespace {

using ledger::CellFilter;
using ledger::CellList;
using ledger::CodesSeen;
using stats::Dyadic;

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// One definition over all groups.
class Evaluation {
 public:
  Evaluation(const CellList& cells, const Definition& definition, const Columns& columns)
      : cells_(&cells), columns_(&columns), numerators_(static_cast<Index>(definition.numerator.size())) {
    for (const auto* side : {&definition.numerator, &definition.denominator}) {
      for (const Term& term : *side) {
        filters_.emplace_back(cells.table(), term.where);
        if (!stats::is_finite(term.coefficient)) throw Error(ErrorKind::kInput, "bad_coefficient", "A coefficient is not finite.", "Give a finite number.");
        coefficients_.push_back(term.coefficient);
      }
    }
    for (Index i = 0; i < cells.size(); ++i) {
      if (cells.count(i) == 0) continue;  // rows without a mass report nothing
      for (Index term = 0; term < terms(); ++term) {
        if (filters_[at(term)].meets(cells.codes(i))) entries_.push_back({i, term, term < numerators_});
      }
    }
    const auto names_materials = [&](const CellFilter& filter) { return columns.material >= 0 && filter.names(columns.material); };
    pairing_ = pair_units(cells, entries_, columns, std::all_of(filters_.begin(), filters_.begin() + static_cast<std::ptrdiff_t>(numerators_), names_materials));
  }

  [[nodiscard]] const Pairing& pairing() const { return pairing_; }

  // Rows definition, definition + stride, ... of `out` are the groups.
  void fill(std::vector<Rate>& out, Index definition, Index stride, bool complete_only, std::vector<ledger::Unlike>& unlike) const {
    std::vector<ledger::Part> parts;
    std::vector<ledger::Part> covered_parts;
    std::vector<Index> values(at(cells_->groups() * terms()), 0);
    Index group = 0;
    for (std::size_t e = 0; e < entries_.size(); ++e) {
      const Entry& entry = entries_[e];
      while (entry.at >= cells_->first(group + 1)) ++group;
      const Index target = group * terms() + entry.term;
      const bool complete = pairing_.complete[e] != 0;
      if (complete && !entry.numerator) covered_parts.push_back({target, cells_->cell(entry.at), 1.0});
      if (complete_only && !complete) continue;
      values[at(target)] += cells_->count(entry.at);
      parts.push_back({target, cells_->cell(entry.at), 1.0});
    }
    const std::vector<Dyadic> sums = ledger::combine(cells_->masses(), std::move(parts), cells_->groups() * terms());
    const std::vector<Dyadic> covered = ledger::combine(cells_->masses(), std::move(covered_parts), cells_->groups() * terms());
    const std::vector<Dyadic> whole = complete_only ? all_sums() : sums;

    std::size_t next = 0;
    for (group = 0; group < cells_->groups(); ++group) {
      const std::size_t begin = next;
      while (next < entries_.size() && entries_[next].at < cells_->first(group + 1)) ++next;
      const Index row = group * stride + definition;
      Rate& rate = out[at(row)];
      look(rate, row, begin, next, complete_only, unlike);
      rate.units = pairing_.units[at(group)];
      rate.complete_units = pairing_.complete_units[at(group)];
      for (Index term = 0; term < terms(); ++term) {
        rate.terms.push_back({values[at(group * terms() + term)], sums[at(group * terms() + term)].to_double()});
      }
      number(rate, side(sums, group, 0, numerators_), side(sums, group, numerators_, terms()), complete_only);
      const Dyadic total = side(whole, group, numerators_, terms());
      if (total.sign() > 0) rate.denominator_covered = Dyadic::divide(side(covered, group, numerators_, terms()), total);
    }
  }

 private:
  [[nodiscard]] Index terms() const { return static_cast<Index>(filters_.size()); }

  [[nodiscard]] std::vector<Dyadic> all_sums() const {
    std::vector<ledger::Part> parts;
    Index group = 0;
    for (const Entry& entry : entries_) {
      while (entry.at >= cells_->first(group + 1)) ++group;
      parts.push_back({group * terms() + entry.term, cells_->cell(entry.at), 1.0});
    }
    return ledger::combine(cells_->masses(), std::move(parts), cells_->groups() * terms());
  }

  [[nodiscard]] Dyadic side(const std::vector<Dyadic>& sums, Index group, Index first, Index last) const {
    Dyadic total;
    for (Index term = first; term < last; ++term) total += Dyadic(coefficients_[at(term)]) * sums[at(group * terms() + term)];
    return total;
  }

  // Entries [begin, end) of one row: what must not be added, what does not match, what may count twice.
  void look(Rate& rate, Index row, std::size_t begin, std::size_t end, bool complete_only, std::vector<ledger::Unlike>& unlike) const {
    const auto counts = [&](std::size_t e) { return !complete_only || pairing_.complete[e] != 0; };
    for (const Index key : columns_->unlike) {
      CodesSeen seen[2];
      CodesSeen all[2];
      for (std::size_t e = begin; e < end; ++e) {
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
    for (std::size_t e = begin; e < end; ++e) {
      if (!counts(e)) continue;
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

  void number(Rate& rate, const Dyadic& numerator, const Dyadic& denominator, bool complete_only) const {
    if ((rate.reasons & bit(Reason::kMixedScope)) != 0) return;
    const auto reported = [&](Index term) { return rate.terms[at(term)].values > 0; };
    Index above = 0;
    bool below = numerators_ < terms();
    for (Index term = 0; term < numerators_; ++term) above += reported(term) ? 1 : 0;
    for (Index term = numerators_; term < terms(); ++term) below = below && reported(term);
    if (above == 0) {
      rate.reasons |= bit(Reason::kNoNumerator);
    } else {
      rate.numerator_t = numerator.to_double();
      if (numerator.sign() < 0) rate.reasons |= bit(Reason::kNegativeNumerator);
      const bool partial = above < numerators_ || (!complete_only && rate.complete_units < rate.units);
      if (partial) rate.reasons |= bit(Reason::kPartialNumerator);
    }
    if (below) rate.denominator_t = denominator.to_double();
    if (!below || denominator.sign() <= 0) {
      rate.reasons |= bit(Reason::kNoDenominator);
      return;
    }
    if (above == 0) return;
    rate.rate = Dyadic::divide(numerator, denominator);
    if ((numerator - denominator).sign() > 0) rate.reasons |= bit(Reason::kGtOne);
  }

  const CellList* cells_;
  const Columns* columns_;
  Index numerators_;
  std::vector<CellFilter> filters_;
  std::vector<double> coefficients_;
  std::vector<Entry> entries_;
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

Rates rates(const CellList& cells, const std::vector<Definition>& definitions, const Columns& columns, bool complete_only) {
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
  for (Index d = 0; d < stride; ++d) {
    if (!definitions[at(d)].computable) continue;
    const Evaluation evaluation(cells, definitions[at(d)], columns);
    evaluation.fill(out.rates, d, stride, complete_only, out.unlike);
    out.unit_columns[at(d)] = evaluation.pairing().columns;
  }
  return out;
}

}  // namespace huishou::recovery
