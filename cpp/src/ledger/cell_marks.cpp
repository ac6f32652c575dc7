// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_marks.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

CellMarks::CellMarks(const CellList& cells, const std::vector<CellFilter>& filters)
    : words_((static_cast<Index>(filters.size()) + kBits - 1) / kBits), marks_(at(cells.size() * words_), ~std::uint64_t{0}) {
  const auto keys = static_cast<Index>(cells.table().keys().size());
  for (Index key = 0; key < keys; ++key) {
    std::vector<std::uint64_t> of_code(at(cells.table().keys()[at(key)].size() * words_), ~std::uint64_t{0});
    bool asked = false;
    for (Index f = 0; f < static_cast<Index>(filters.size()); ++f) {
      const std::vector<std::uint8_t>* accepted = filters[at(f)].accepted(key);
      if (accepted == nullptr) continue;
      asked = true;
      for (Index code = 0; code < static_cast<Index>(accepted->size()); ++code) {
        if ((*accepted)[at(code)] == 0) of_code[at(code * words_ + f / kBits)] &= ~(std::uint64_t{1} << (f % kBits));
      }
    }
    if (!asked) continue;
    for (Index i = 0; i < cells.size(); ++i) {
      const Index code = cells.codes(i)[at(key)];
      for (Index w = 0; w < words_; ++w) marks_[at(i * words_ + w)] &= of_code[at(code * words_ + w)];
    }
  }
  for (Index i = 0; i < cells.size(); ++i) {
    if (cells.count(i) != 0) continue;
    for (Index w = 0; w < words_; ++w) marks_[at(i * words_ + w)] = 0;
  }
}

}  // namespace huishou::ledger
