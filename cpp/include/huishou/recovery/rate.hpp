// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Recovery rates of every group under any number of definitions, from the cells of one pass:
//
//   R = sum_t c_t S_t / sum_u c_u S_u      S exact sums of mass, in tonnes; R rounded once
//
// Undefined, with a reason and never as 0: nothing reported for the numerator; no denominator, one of its terms not
// reported, or a sum that is not positive; rows that must not be added; rows for which a table has no coefficient. A sum
// over periods needs all of them, a mean one; fewer than asked for are flagged. A rate above 1 or below 0 stands, flagged.
// Formulas: UNEP IRP 2011, Decision (EU) 2019/1004, UN metadata of SDG 12.5.1; the definitions carry their own sources.
#pragma once

#include <optional>
#include <vector>

#include "huishou/base/reason.hpp"
#include "huishou/ledger/cell_list.hpp"
#include "huishou/ledger/unlike.hpp"
#include "huishou/recovery/definition.hpp"

namespace huishou::recovery {

struct TermSum {
  Index values;   // rows with a mass
  double mass_t;  // exact sum, or mean of periods, rounded; coefficient not applied
};

struct Rate {
  Index group;
  Index definition;
  Reasons reasons = 0;
  std::optional<double> numerator_t;
  std::optional<double> denominator_t;
  std::optional<double> denominator_covered;  // share of the denominator in complete units
  std::optional<double> rate;
  Index units = 0;            // with a denominator
  Index complete_units = 0;
  std::vector<TermSum> terms;  // numerator's, then denominator's
};

struct Rates {
  std::vector<Rate> rates;                       // group by group, definition by definition
  std::vector<ledger::Unlike> unlike;            // row: position in rates
  std::vector<std::vector<Index>> unit_columns;  // keys that paired the units, by definition
};

// complete_only: numerator and denominator of complete units alone. A definition with terms of other periods pairs no units:
// what was collected this year and placed on the market years ago are not of one report.
Rates rates(const ledger::CellList& cells, const std::vector<Definition>& definitions, const Columns& columns, bool complete_only, const Earlier& earlier = {});

}  // namespace huishou::recovery
