// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Which reporting units gave both sides of a rate. A unit is a combination of period, region, site and enterprise, as far
// as the cells of the definition state them; it is complete when it has a denominator and every numerator material that
// the ledger reports under the definition (within its group, where the answer is by material). A month whose paper was
// never entered must not count as a month without paper. Where the definition names no materials and the denominator is
// itself itemised by those of the numerator (what sites take in and hand on), one numerator row makes a unit complete:
// nobody expects every site to handle every material.
//
// A column that some cell leaves blank cannot pair them and is not used; nor is the finest column while no unit at all has
// both sides (waste generated is reported by towns, recycling by plants).
#pragma once

#include <vector>

#include "huishou/recovery/definition.hpp"
#include "huishou/recovery/unit_ranks.hpp"

namespace huishou::recovery {

struct Entry {
  Index at;        // position in the list of cells
  Index term;      // numerator's first, then the denominator's
  bool numerator;
  double coefficient = 1.0;
  bool weighed = true;   // whether the term's table has a coefficient for it
};

struct Pairing {
  std::vector<Index> columns;              // keys that make a unit
  std::vector<std::uint8_t> complete;      // one flag an entry
  std::vector<Index> units;                // with a denominator, by group
  std::vector<Index> complete_units;       // by group
};

// Entries in the order of their cells; named: every numerator term lists its materials.
Pairing pair_units(UnitRanks& units, const std::vector<Entry>& entries, const Columns& columns, bool named);

}  // namespace huishou::recovery
