// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A recovery rate as data: sum of coefficient x mass over the numerator's terms, divided by the same over the
// denominator's. A cell that meets two terms counts in both. Unit: 1. Forms and sources of the official ones:
// python/huishou/metrics/definitions.toml.
//
// A term may weigh its cells one by one (a table of loss rates by material and year), and may be that of other periods:
// the tonnes of lag 1, 2 and 3 periods before, added up or as their mean over the periods that report any.
#pragma once

#include <string>
#include <vector>

#include "huishou/ledger/cell_filter.hpp"

namespace huishou::recovery {

struct Weight {
  std::vector<ledger::Condition> where;
  double coefficient = 1.0;
};

struct Term {
  std::vector<ledger::Condition> where;
  double coefficient = 1.0;
  std::vector<Weight> table;     // where not empty: the first that a cell meets gives its coefficient, and every cell needs one
  std::vector<Index> lags{0};    // positions in Earlier
  bool mean = false;
};

// For each lag that terms use, the group so many periods before each group; kMissing where there is none. Lag 0 of every
// definition is the group itself.
using Earlier = std::vector<std::vector<Index>>;

struct Definition {
  std::vector<Term> numerator;
  std::vector<Term> denominator;
  bool computable = true;  // false: the ledger lacks a column it asks for
};

// Which keys of the cells mean what; -1 and empty where the ledger has no such column.
struct Columns {
  std::vector<Index> units;      // period, region, site, enterprise: coarse to fine
  Index material = -1;
  std::vector<Index> unlike;     // columns that keep unlike tonnes apart, those of the answer left out
  std::vector<Index> compared;   // of these, the columns on which numerator and denominator should agree when both state one
  Index stage = -1;
  Index flow = -1;
  std::vector<std::string> chain;  // stages one tonne passes one after the other
  std::vector<std::string> ways;   // flows of one gate that hold the same tonne: in, out
};

}  // namespace huishou::recovery
