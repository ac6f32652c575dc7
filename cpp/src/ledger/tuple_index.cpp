// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/tuple_index.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "huishou/base/error.hpp"

namespace huishou::ledger {

std::uint64_t TupleIndex::word_of(std::span<const Code> codes) const {
  std::uint64_t word = 0;
  for (std::size_t k = 0; k < columns_; ++k) {
    const auto code = static_cast<std::uint64_t>(codes[k]);
    if (packed_) {
      word |= code << shift_[k];
    } else {
      word = (word ^ code) * kOdd;
      word ^= word >> 32;
    }
  }
  return word;
}

void TupleIndex::fit(std::size_t column, Code largest) {
  const int needed = std::bit_width(static_cast<std::uint32_t>(largest));
  if (needed <= bits_[column]) return;
  bits_[column] = needed;
  lay_out();
  rebuild(slot_bits_);
}

void TupleIndex::lay_out() {
  int used = 0;
  for (std::size_t k = 0; k < columns_; ++k) {
    shift_[k] = used;
    used += bits_[k];
  }
  packed_ = used <= 64;
  if (packed_) return;
  std::fill(shift_.begin(), shift_.end(), 0);
}

void TupleIndex::rebuild(int slot_bits) {
  slot_bits_ = slot_bits;
  slots_.assign(std::size_t{1} << slot_bits, Slot{});
  for (Index cell = 0; cell < size_; ++cell) {
    const std::uint64_t word = word_of(tuple(cell));
    std::size_t at = home(word);
    while (slots_[at].cell >= 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {word, static_cast<std::int32_t>(cell)};
  }
}

template <class Same, class Codes>
std::int32_t TupleIndex::find(std::uint64_t word, Same&& same, Codes&& codes) {
  std::size_t at = home(word);
  for (; slots_[at].cell >= 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].word == word && (packed_ || same(slots_[at].cell))) return slots_[at].cell;
  }
  if (size_ >= std::numeric_limits<std::int32_t>::max()) throw Error(ErrorKind::kInput, "too_many_groups", "There are more than 2^31 groups.", "Group by fewer or coarser keys.");
  const auto cell = static_cast<std::int32_t>(size_++);
  slots_[at] = {word, cell};
  for (std::size_t k = 0; k < columns_; ++k) codes_.push_back(codes(k));
  if (static_cast<std::size_t>(size_) * 2 > slots_.size()) rebuild(slot_bits_ + 1);
  return cell;
}

Index TupleIndex::add(std::span<const Code> codes) {
  for (std::size_t k = 0; k < columns_; ++k) fit(k, codes[k]);
  return find(word_of(codes), [&](std::int32_t cell) { return std::ranges::equal(tuple(cell), codes); }, [&](std::size_t k) { return codes[k]; });
}

void TupleIndex::add(std::span<const Code> codes, Index rows, std::int32_t* cells) {
  const auto n = static_cast<std::size_t>(rows);
  words_.assign(n, 0);
  for (std::size_t k = 0; k < columns_; ++k) {
    const Code* column = codes.data() + k * n;
    fit(k, *std::max_element(column, column + n));
  }
  if (packed_) {
    for (std::size_t k = 0; k < columns_; ++k) {
      const Code* column = codes.data() + k * n;
      const int shift = shift_[k];
      for (std::size_t i = 0; i < n; ++i) words_[i] |= static_cast<std::uint64_t>(column[i]) << shift;
    }
  } else {
    std::vector<Code> one(columns_);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < columns_; ++k) one[k] = codes[k * n + i];
      words_[i] = word_of(one);
    }
  }
  for (Index i = 0; i < rows; ++i) {
    if (i + kAhead < rows) __builtin_prefetch(&slots_[home(words_[static_cast<std::size_t>(i + kAhead)])]);
    cells[i] = find(
        words_[static_cast<std::size_t>(i)],
        [&](std::int32_t cell) {
          for (std::size_t k = 0; k < columns_; ++k) {
            if (tuple(cell)[k] != codes[k * n + static_cast<std::size_t>(i)]) return false;
          }
          return true;
        },
        [&](std::size_t k) { return codes[k * n + static_cast<std::size_t>(i)]; });
  }
}

}  // namespace huishou::ledger
