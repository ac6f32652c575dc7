// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_table.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/stats/exact_moments.hpp"

namespace huishou::ledger {

using stats::Digits;
using stats::kDigitBits;
using stats::Limbs;
using stats::ProductGrid;
using stats::SumGrid;

namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();
constexpr Index kCacheBytes = Index{1} << 18;  // half of a common second-level cache

// Windows and hi as digits from the lowest window on.
template <class Grid>
void add_windows(const std::uint64_t* windows, std::int64_t hi, std::int64_t* digits) {
  for (int i = 0; i < Grid::kWindows; ++i) digits[Grid::kWindows - 1 - i] += static_cast<std::int64_t>(windows[i]);
  // hi may use all 63 bits: split over two digits, so that no addition overflows
  digits[Grid::kWindows] += hi & static_cast<std::int64_t>(stats::kDigitMask);
  digits[Grid::kWindows + 1] += hi >> kDigitBits;
}

template <class Grid>
Digits join(const stats::WideDigits<Grid>* wide, const std::uint64_t* windows, std::int64_t hi) {
  std::vector<std::int64_t> values;
  int low = Grid::kTop - Grid::kWindows + 1;
  if (wide != nullptr) {
    low = Grid::kLow;
    values.resize(static_cast<std::size_t>(Grid::kHigh - Grid::kLow + 1), 0);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = wide->digit(static_cast<int>(i));
  } else {
    values.resize(static_cast<std::size_t>(Grid::kWindows + 2), 0);
  }
  add_windows<Grid>(windows, hi, values.data() + (Grid::kTop - Grid::kWindows + 1 - low));
  return stats::canonical_digits(std::move(values), low);
}

template <int N>
void add_signed(Limbs<N>& total, std::int64_t digit, int shift) {
  const bool negative = digit < 0;
  Limbs<N> part = stats::shifted<N>(negative ? std::uint64_t{0} - static_cast<std::uint64_t>(digit) : static_cast<std::uint64_t>(digit), shift);
  if (negative) stats::negate<N>(part);
  stats::add<N>(total, part);
}

}  // namespace

CellTable::CellTable(Layout layout, bool bins, Index cells)
    : layout_(layout), stride_(layout.stride()), bins_wanted_(bins), words_(cells * layout.stride()), cold_(cells) {
  if (layout_.extrema) clear_extrema(0, cells);
}

void CellTable::clear_extrema(Index first, Index last) {
  const int at = layout_.extrema_at();
  for (Index cell = first; cell < last; ++cell) {
    words_[cell * stride_ + at] = words_[cell * stride_ + at + 1] = std::bit_cast<std::uint64_t>(kNone);
  }
}

bool CellTable::beyond_cache() const { return words_.size() * static_cast<Index>(sizeof(std::uint64_t)) > kCacheBytes; }

void CellTable::reserve(Index rows) {
  if (pending_ + rows > stats::kMaxPending) carry_all();
  pending_ += rows;
}

void CellTable::carry_cell(Index cell) {
  std::uint64_t* word = words_.data() + cell * stride_;
  const auto adds = static_cast<Index>(word[0]);
  if (adds == 0) return;
  ColdCell& cold = cold_[cell];
  cold.count += adds;
  word[0] = 0;
  if (layout_.sum) stats::carry<SumGrid>(word + 1, adds, cold.hi);
  if (layout_.squares) stats::carry<ProductGrid>(word + layout_.squares_at(), adds, cold.hi2);
}

void CellTable::carry_all() {
  for (Index cell = 0; cell < cells(); ++cell) carry_cell(cell);
  pending_ = 0;
}

WideCell& CellTable::wide(Index cell) { return wide_[cell]; }

const WideCell* CellTable::wide_of(Index cell) const {
  if (wide_.empty()) return nullptr;
  const auto found = wide_.find(cell);
  return found == wide_.end() ? nullptr : &found->second;
}

void CellTable::extremum(Index cell, double x) {
  x += 0.0;
  std::uint64_t* word = words_.data() + cell * stride_ + layout_.extrema_at();
  if (-x > std::bit_cast<double>(word[0])) word[0] = std::bit_cast<std::uint64_t>(-x);
  if (x > std::bit_cast<double>(word[1])) word[1] = std::bit_cast<std::uint64_t>(x);
}

void CellTable::add_double(Index cell, double x) {
  ++cold_[cell].count;
  if (layout_.extrema) extremum(cell, x);
  if (!layout_.sum) return;
  const stats::Significand parts = stats::significand(x);
  WideCell& both = wide(cell);
  both.sum.add(parts.digits, parts.exponent, parts.negative);
  if (layout_.squares) both.squares.add(stats::Magnitude{parts.digits} * parts.digits, 2 * parts.exponent, false);
}

void CellTable::add_integer(Index cell, Unsigned128 magnitude, bool negative) {
  ++cold_[cell].count;
  if (!layout_.sum) return;
  WideCell& both = wide(cell);
  both.sum.add(magnitude, 0, negative);
  if (!layout_.squares) return;
  // (h 2^64 + l)^2 in parts that fit 128 bits
  const Unsigned128 low = static_cast<std::uint64_t>(magnitude);
  const Unsigned128 high = magnitude >> 64;
  both.squares.add(low * low, 0, false);
  if (high == 0) return;
  both.squares.add(low * high, 65, false);
  both.squares.add(high * high, 128, false);
}

void CellTable::take(Index cell, CellTable& from, Index from_cell) {
  std::copy_n(from.words_.data() + from_cell * stride_, stride_, words_.data() + cell * stride_);
  cold_[cell] = from.cold_[from_cell];
  if (const WideCell* wide = from.wide_of(from_cell)) wide_[cell] = *wide;
}

void CellTable::merge(Index cell, const CellTable& other, Index other_cell, int sign) {
  ColdCell& mine = cold_[cell];
  const ColdCell& theirs = other.cold_[other_cell];
  if (sign < 0 && (theirs.count > mine.count || theirs.missing > mine.missing)) {
    throw Error(ErrorKind::kState, "negative_count", "Subtracting would leave a group with fewer than no rows.", "Subtract only rows that were added before.");
  }
  mine.count += sign * theirs.count;
  mine.missing += sign * theirs.missing;
  mine.hi += sign * theirs.hi;
  mine.hi2 += sign * theirs.hi2;
  std::uint64_t* word = words_.data() + cell * stride_;
  const std::uint64_t* their_word = other.words_.data() + other_cell * stride_;
  const auto join_windows = [&](int first, int last) {
    for (int i = first; i < last; ++i) word[i] += static_cast<std::uint64_t>(sign * static_cast<std::int64_t>(their_word[i]));
  };
  if (layout_.sum) {
    join_windows(1, 4);
    stats::carry<SumGrid>(word + 1, 0, mine.hi);
  }
  if (layout_.squares) {
    join_windows(layout_.squares_at(), layout_.squares_at() + ProductGrid::kWindows);
    stats::carry<ProductGrid>(word + layout_.squares_at(), 0, mine.hi2);
  }
  if (layout_.extrema) {
    for (int i = layout_.extrema_at(); i < layout_.extrema_at() + 2; ++i) {
      if (std::bit_cast<double>(their_word[i]) > std::bit_cast<double>(word[i])) word[i] = their_word[i];
    }
  }
  if (const WideCell* their_wide = other.wide_of(other_cell)) {
    WideCell& both = wide(cell);
    both.sum.merge(their_wide->sum, sign);
    both.squares.merge(their_wide->squares, sign);
  }
  if (sign < 0 && !plausible(cell)) {
    throw Error(ErrorKind::kState, "foreign_rows", "Subtracting left a group with sums that its number of rows cannot have.", "Subtract only rows that were added before.");
  }
}

bool CellTable::plausible(Index cell) const {
  const Index n = count(cell);
  if (n == 0) return (!layout_.sum || sum_digits(cell).digits.empty()) && (!layout_.squares || square_digits(cell).digits.empty());
  if (!layout_.squares) return true;
  int sign = 0;
  if (narrow(cell)) {
    const Limbs<6> top = narrow_spread(cell);
    sign = (stats::limb<6>(top, 5) >> 63) != 0 ? -1 : stats::is_zero<6>(top) ? 0 : 1;
  } else {
    const stats::Dyadic s1 = stats::ExactDigits<SumGrid>::dyadic(sum_digits(cell));
    sign = (stats::Dyadic::integer(n) * stats::ExactDigits<ProductGrid>::dyadic(square_digits(cell)) - s1 * s1).sign();
  }
  return n == 1 ? sign == 0 : sign >= 0;
}

void CellTable::merge_bins(const CellTable& other, const std::vector<Index>& cell_of, int sign) {
  other.bins_.each([&](const BinCounts::Entry& entry) {
    const Index cell = cell_of[static_cast<std::size_t>(entry.cell)];
    if (sign < 0 && bins_.count(cell, entry.bin) < entry.count) {
      throw Error(ErrorKind::kState, "negative_count", "Subtracting would leave a histogram bin with fewer than no rows.", "Subtract only rows that were added before.");
    }
    bins_.add(cell, entry.bin, sign * entry.count);
  });
}

double CellTable::minimum(Index cell) const { return -std::bit_cast<double>(words_[cell * stride_ + layout_.extrema_at()]) + 0.0; }

double CellTable::maximum(Index cell) const { return std::bit_cast<double>(words_[cell * stride_ + layout_.extrema_at() + 1]) + 0.0; }

Digits CellTable::sum_digits(Index cell) const {
  const WideCell* wide = wide_of(cell);
  return join<SumGrid>(wide != nullptr ? &wide->sum : nullptr, words_.data() + cell * stride_ + 1, cold_[cell].hi);
}

bool CellTable::add_narrow_digits(Index cell, std::int64_t* digits) const {
  if (wide_of(cell) != nullptr) return false;
  add_windows<SumGrid>(words_.data() + cell * stride_ + 1, cold_[cell].hi, digits);
  return true;
}

Digits CellTable::square_digits(Index cell) const {
  const WideCell* wide = wide_of(cell);
  return join<ProductGrid>(wide != nullptr ? &wide->squares : nullptr, words_.data() + cell * stride_ + layout_.squares_at(), cold_[cell].hi2);
}

Limbs<3> CellTable::narrow_sum(Index cell, bool& negative) const {
  const std::uint64_t* word = words_.data() + cell * stride_ + 1;
  Limbs<3> total{};
  for (int i = 0; i < SumGrid::kWindows; ++i) stats::add<3>(total, stats::shifted<3>(word[i], kDigitBits * (SumGrid::kWindows - 1 - i)));
  add_signed<3>(total, cold_[cell].hi, kDigitBits * SumGrid::kWindows);
  negative = (stats::limb<3>(total, 2) >> 63) != 0;
  if (negative) stats::negate<3>(total);
  return total;
}

bool CellTable::near_sum(Index cell, Limbs<2>& magnitude, bool& negative) const {
  constexpr std::int64_t kNear = 1 << 6;  // hi * 2^120 within 2^126
  const std::int64_t hi = cold_[cell].hi;
  if (hi < -kNear || hi >= kNear) return false;
  const std::uint64_t* word = words_.data() + cell * stride_ + 1;
  static_assert(SumGrid::kWindows == 3);
  Unsigned128 total = (static_cast<Unsigned128>(hi) << (3 * kDigitBits)) + (Unsigned128{word[0]} << (2 * kDigitBits)) + (Unsigned128{word[1]} << kDigitBits) + word[2];
  negative = hi < 0;  // windows are carried, so they add less than one unit of hi
  if (negative) total = Unsigned128{0} - total;
  magnitude = {static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(total >> 64)};
  return true;
}

Limbs<6> CellTable::narrow_squares(Index cell) const {
  const std::uint64_t* word = words_.data() + cell * stride_ + layout_.squares_at();
  Limbs<6> total{};
  for (int i = 0; i < ProductGrid::kWindows; ++i) stats::add<6>(total, stats::shifted<6>(word[i], kDigitBits * (ProductGrid::kWindows - 1 - i)));
  add_signed<6>(total, cold_[cell].hi2, kDigitBits * ProductGrid::kWindows);
  return total;
}

namespace {
constexpr int kSumExponent = stats::window_exponent<SumGrid>(SumGrid::kWindows - 1);              // -90
constexpr int kProductExponent = stats::window_exponent<ProductGrid>(ProductGrid::kWindows - 1);  // -180
static_assert(2 * kSumExponent == kProductExponent);
constexpr Index kFastRows = Index{1} << 32;  // n (n - 1) below 2^64
}  // namespace

bool CellTable::narrow(Index cell) const { return wide_of(cell) == nullptr && count(cell) < kFastRows; }

Limbs<6> CellTable::narrow_spread(Index cell) const {
  bool negative = false;
  Limbs<6> square = stats::square<6, 3>(narrow_sum(cell, negative));
  stats::negate<6>(square);
  Limbs<6> top = stats::times<6>(narrow_squares(cell), static_cast<std::uint64_t>(count(cell)));
  stats::add<6>(top, square);
  return top;
}

double CellTable::sum(Index cell) const {
  if (wide_of(cell) != nullptr) return stats::ExactDigits<SumGrid>::dyadic(sum_digits(cell)).to_double();
  bool negative = false;
  Limbs<2> near{};
  const double rounded = near_sum(cell, near, negative) ? stats::round_nearest<2>(near, false, kSumExponent)
                                                        : stats::round_nearest<3>(narrow_sum(cell, negative), false, kSumExponent);
  return negative ? -rounded : rounded;
}

std::optional<std::int64_t> CellTable::whole_sum(Index cell) const {
  const std::uint64_t* word = words_.data() + cell * stride_ + 1;
  constexpr std::int64_t kSmall = std::int64_t{1} << 32;
  constexpr int kBelowOne = -stats::window_exponent<SumGrid>(0);  // bits of the first window after the point
  const std::int64_t hi = cold_[cell].hi;
  if (wide_of(cell) == nullptr && hi > -kSmall && hi < kSmall && (word[0] & ((std::uint64_t{1} << kBelowOne) - 1)) == 0 && word[1] == 0 && word[2] == 0) {
    return hi * (std::int64_t{1} << (kDigitBits - kBelowOne)) + static_cast<std::int64_t>(word[0] >> kBelowOne);
  }
  std::int64_t whole = 0;
  if (!stats::ExactDigits<SumGrid>::dyadic(sum_digits(cell)).to_integer(whole)) return std::nullopt;
  return whole;
}

std::optional<double> CellTable::mean(Index cell) const {
  const Index n = count(cell);
  if (n == 0) return std::nullopt;
  if (wide_of(cell) != nullptr) return stats::Dyadic::divide(stats::ExactDigits<SumGrid>::dyadic(sum_digits(cell)), stats::Dyadic::integer(n));
  bool negative = false;
  Limbs<2> near{};
  const double rounded = near_sum(cell, near, negative) ? stats::round_quotient<2>(near, static_cast<std::uint64_t>(n), kSumExponent)
                                                        : stats::round_quotient<3>(narrow_sum(cell, negative), static_cast<std::uint64_t>(n), kSumExponent);
  return negative ? -rounded : rounded;
}

std::optional<double> CellTable::variance(Index cell) const {
  const Index n = count(cell);
  if (n < 2) return std::nullopt;
  if (!narrow(cell)) {
    return stats::sample_variance(n, stats::ExactDigits<SumGrid>::dyadic(sum_digits(cell)), stats::ExactDigits<ProductGrid>::dyadic(square_digits(cell)));
  }
  // Not negative: Cauchy and Schwarz, and both sums are exact.
  return stats::round_quotient<6>(narrow_spread(cell), static_cast<std::uint64_t>(n) * static_cast<std::uint64_t>(n - 1), kProductExponent);
}

void CellTable::restore(Index cell, Index count, Index missing, const Digits& sum, const Digits& squares, double minimum, double maximum) {
  cold_[cell].count = count;
  cold_[cell].missing = missing;
  if (layout_.extrema && count > 0) {
    extremum(cell, minimum);
    extremum(cell, maximum);
  }
  // Digits that lie in the windows and hi go there, so that a restored table is as fast as the one it came from.
  const auto put = [&]<class Grid>(const Digits& digits, std::uint64_t* windows, std::int64_t& hi, stats::WideDigits<Grid> WideCell::*part) {
    for (std::size_t i = 0; i < digits.digits.size(); ++i) {
      const int digit = digits.low + static_cast<int>(i);
      const auto value = static_cast<std::int64_t>(digits.digits[i]);
      const std::int64_t signed_value = digits.negative ? -value : value;
      if (digit == Grid::kTop + 1) {
        hi += signed_value;
      } else if (digit <= Grid::kTop && digit > Grid::kTop - Grid::kWindows) {
        windows[Grid::kTop - digit] += static_cast<std::uint64_t>(signed_value);
      } else {
        (wide(cell).*part).add(digits.digits[i], kDigitBits * digit + Grid::kOrigin, digits.negative);
      }
    }
    stats::carry<Grid>(windows, 0, hi);
  };
  std::uint64_t* word = words_.data() + cell * stride_;
  if (layout_.sum) put(sum, word + 1, cold_[cell].hi, &WideCell::sum);
  if (layout_.squares) put(squares, word + layout_.squares_at(), cold_[cell].hi2, &WideCell::squares);
}

}  // namespace huishou::ledger
