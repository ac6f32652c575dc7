// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Compiled once per instruction set, inside a namespace named by it. Nothing here may come from a shared header with
// inline code: the linker keeps one copy of such a function, and the copy for the newer processor would run on the old.
// Constants only, and a test compares them with stats/grid.hpp.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including accumulate_kernel.hpp"
#endif

#include <cstdint>

#include "huishou/ledger/accumulate.hpp"

// Vectors wider than the baseline's registers never cross a function that is not inlined, so no ABI is concerned.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace huishou::ledger::HUISHOU_VARIANT {
namespace {

// Four rows at a time. The compiler turns these into two 128-bit registers where 256-bit ones are missing.
using U4 = std::uint64_t __attribute__((vector_size(32)));
using I4 = std::int64_t __attribute__((vector_size(32)));
using D4 = double __attribute__((vector_size(32)));
using Cell4 = std::uint64_t __attribute__((vector_size(32), aligned(8), may_alias));
using Cell2 = std::uint64_t __attribute__((vector_size(16), aligned(8), may_alias));
using CellD2 = double __attribute__((vector_size(16), aligned(8), may_alias));

constexpr double kSumMagic[3] = {0x1.8p42, 0x1.8p2, 0x1.8p-38};
constexpr double kProductMagic[6] = {0x1.8p72, 0x1.8p32, 0x1.8p-8, 0x1.8p-48, 0x1.8p-88, 0x1.8p-128};
constexpr std::uint64_t kFirstInFirstWindow = 0x4120000000000000ULL;  // the pattern of 2^19: half of the first window's unit
// What an empty window adds: the patterns of kProductMagic.
constexpr U4 splat(double magic) {
  const auto bits = __builtin_bit_cast(std::uint64_t, magic);
  return U4{bits, bits, bits, bits};
}
constexpr U4 kEmpty[6] = {splat(kProductMagic[0]), splat(kProductMagic[1]), splat(kProductMagic[2]), splat(kProductMagic[3]), splat(kProductMagic[4]), splat(kProductMagic[5])};
constexpr double kNoExtremum = -__builtin_inf();

// The high part that magic rounds off is left out of x; its pattern is returned.
inline U4 window(D4& x, double magic) {
  const D4 t = x + magic;
  x -= t - magic;
  return (U4)t;
}

constexpr std::uint64_t kFirstTooLarge = 0x41d0000000000000ULL;  // the pattern of 2^30

// x * x = p + error exactly: fused where the processor has it, Dekker's product elsewhere. The error is unique, so the bits agree.
inline D4 square_error(D4 x, D4 p) {
#ifdef __FMA__
  D4 e;
  for (int i = 0; i < 4; ++i) e[i] = __builtin_fma(x[i], x[i], -p[i]);
  return e;
#else
  const D4 c = 134217729.0 * x;
  const D4 h = c - (c - x);
  const D4 l = x - h;
  return ((h * h - p) + 2.0 * (h * l)) + l * l;
#endif
}

// Top bit of a lane set where |x| < 2^30 and, with a rest, that is zero. In integers, which every processor compares alike: a
// difference of patterns is negative where the first is smaller, NaN being larger than all; and 2 * rest - 1 where the rest is 0.
// (A rest of 2 or more passes too, but comes from an |x| that does not.)
inline U4 fits(D4 x) { return ((U4)x & 0x7fffffffffffffffULL) - kFirstTooLarge; }
inline U4 fits(D4 x, D4 rest) { return fits(x) & (((U4)rest << 1) - 1); }

// Whether every lane has its top bit set.
inline bool every(U4 mask) {
#if defined(__AVX__)
  return __builtin_ia32_movmskpd256((D4)mask) == 15;
#elif defined(__SSE2__)
  using D2 = double __attribute__((vector_size(16)));
  return __builtin_ia32_movmskpd((D2)(__builtin_shufflevector(mask, mask, 0, 1) & __builtin_shufflevector(mask, mask, 2, 3))) == 3;
#else
  return ((mask[0] & mask[1] & mask[2] & mask[3]) >> 63) != 0;
#endif
}

// Columns of four rows become rows.
inline void transpose(U4& a, U4& b, U4& c, U4& d) {
  const U4 ab0 = __builtin_shuffle(a, b, U4{0, 4, 2, 6});
  const U4 ab1 = __builtin_shuffle(a, b, U4{1, 5, 3, 7});
  const U4 cd0 = __builtin_shuffle(c, d, U4{0, 4, 2, 6});
  const U4 cd1 = __builtin_shuffle(c, d, U4{1, 5, 3, 7});
  a = __builtin_shuffle(ab0, cd0, U4{0, 1, 4, 5});
  b = __builtin_shuffle(ab1, cd1, U4{0, 1, 4, 5});
  c = __builtin_shuffle(ab0, cd0, U4{2, 3, 6, 7});
  d = __builtin_shuffle(ab1, cd1, U4{2, 3, 6, 7});
}

template <bool S, bool Q, bool E>
struct Cell {
  static constexpr int kStride = 1 + (S ? 3 : 0) + (Q ? 6 : 0) + (E ? 2 : 0);
  static constexpr int kExtrema = 1 + (S ? 3 : 0) + (Q ? 6 : 0);
};

// What four rows add, word by word; word w of row r is words[w][r] (extrema apart).
template <bool S, bool Q, bool E>
struct Four {
  U4 sum[4];      // n, w0, w1, w2
  U4 squares[6];
  D4 negated;     // -x, x, -inf where the row is odd
  D4 value;
  U4 fine;

  // Whether all four rows fit; those that do not add nothing, and have 0 in `fine` (the others ones).
  inline bool split(D4 x) {
    D4 rest = x;
    sum[0] = U4{1, 1, 1, 1};
    if constexpr (S) {
      for (int w = 0; w < 3; ++w) sum[1 + w] = window(rest, kSumMagic[w]);
      fine = fits(x, rest);
    } else {
      fine = fits(x);
    }
    if constexpr (Q) {
      const D4 square = x * x;
      const D4 error = square_error(x, square);
      // Below 2^19 a square has no part in the first window, and its error, below 2^-34, none in the second. Where nothing is left
      // after three more, as with most masses in tonnes, the last windows are empty too: half of the work, and the same bits.
      D4 p = square;
      D4 e = error;
      squares[0] = kEmpty[0];
      squares[1] = window(p, kProductMagic[1]) + kEmpty[1];
      squares[2] = window(p, kProductMagic[2]) + window(e, kProductMagic[2]);
      squares[3] = window(p, kProductMagic[3]) + window(e, kProductMagic[3]);
      squares[4] = kEmpty[4] + window(e, kProductMagic[4]);
      squares[5] = kEmpty[5] + kEmpty[5];
      const U4 short_enough = ((U4)square - kFirstInFirstWindow) & (((U4)p << 1) - 1) & (((U4)e << 1) - 1);
      if (!every(short_enough)) [[unlikely]] {
        p = square;
        e = error;
        squares[0] = window(p, kProductMagic[0]);
        for (int w = 1; w < 6; ++w) squares[w] = window(p, kProductMagic[w]) + window(e, kProductMagic[w]);
      }
    }
    if constexpr (E) {
      value = x + 0.0;
      negated = -value;
    }
    if (every(fine)) [[likely]] return true;
    fine = U4{} - (fine >> 63);
    leave_out();
    return false;
  }

  // Rows that have 0 in `fine` add nothing.
  inline void leave_out() {
    for (U4& word : sum) word &= fine;
    if constexpr (Q) {
      for (U4& word : squares) word &= fine;
    }
    if constexpr (E) {
      const U4 none = (U4)D4{kNoExtremum, kNoExtremum, kNoExtremum, kNoExtremum} & ~fine;
      negated = (D4)(((U4)negated & fine) | none);
      value = (D4)(((U4)value & fine) | none);
    }
  }
};

template <bool S, bool Q, bool E>
Index accumulate(const Block& block) {
  constexpr int kStride = Cell<S, Q, E>::kStride;
  constexpr int kExtrema = Cell<S, Q, E>::kExtrema;
  const Index n = block.rows;
  std::uint64_t* const cells = block.cells;
  const std::int32_t* const cell = block.cell;
  Index odd = 0;
  const auto note = [&](Index first, U4 fine) __attribute__((noinline, cold)) {
    for (Index r = 0; r < 4 && first + r < n; ++r) {
      block.odd[odd] = static_cast<std::uint16_t>(first + r);
      odd += fine[r] == 0;
    }
  };

  // A last group of fewer than four rows is filled with NaN, which adds nothing.
  D4 tail = {__builtin_nan(""), __builtin_nan(""), __builtin_nan(""), __builtin_nan("")};
  const Index whole = n & ~Index{3};
  for (Index i = whole; i < n; ++i) tail[i - whole] = block.x[i];

  std::int32_t changes = 0;
  for (Index i = 1; i < n; ++i) changes += cell[i] != cell[i - 1];
  if (changes * 8 < n) {
    // Sorted rows: adding to the same cell again and again waits for the store before it; a run is summed in registers.
    Four<S, Q, E> run;
    const auto clear = [&] {
      for (U4& word : run.sum) word = U4{};
      for (U4& word : run.squares) word = U4{};
      run.negated = run.value = D4{kNoExtremum, kNoExtremum, kNoExtremum, kNoExtremum};
    };
    const auto flush = [&](std::int32_t at) {
      std::uint64_t* word = cells + Index{at} * kStride;
      const auto total = [](U4 v) { return v[0] + v[1] + v[2] + v[3]; };
      word[0] += total(run.sum[0]);
      if constexpr (S) {
        for (int w = 1; w < 4; ++w) word[w] += total(run.sum[w]);
      }
      if constexpr (Q) {
        for (int w = 0; w < 6; ++w) word[4 + w] += total(run.squares[w]);
      }
      if constexpr (E) {
        double* extreme = reinterpret_cast<double*>(word + kExtrema);
        for (int r = 0; r < 4; ++r) {
          extreme[0] = run.negated[r] > extreme[0] ? run.negated[r] : extreme[0];
          extreme[1] = run.value[r] > extreme[1] ? run.value[r] : extreme[1];
        }
      }
      clear();
    };
    clear();
    const auto add = [&](const Four<S, Q, E>& four) __attribute__((always_inline)) {
      for (int w = 0; w < (S ? 4 : 1); ++w) run.sum[w] += four.sum[w];
      if constexpr (Q) {
        for (int w = 0; w < 6; ++w) run.squares[w] += four.squares[w];
      }
      if constexpr (E) {
        run.negated = four.negated > run.negated ? four.negated : run.negated;
        run.value = four.value > run.value ? four.value : run.value;
      }
    };
    for (Index first = 0, end = 0; first < n; first = end) {
      const std::int32_t here = cell[first];
      const std::uint64_t twice = static_cast<std::uint64_t>(static_cast<std::uint32_t>(here)) * 0x100000001ULL;
      while (end + 8 <= n) {
        U4 other;
        __builtin_memcpy(&other, cell + end, sizeof other);
        other ^= U4{twice, twice, twice, twice};
        if (!every(~(other | (U4{} - other)))) break;  // the top bit of v | -v is set unless v = 0
        end += 8;
      }
      while (end < n && cell[end] == here) ++end;
      Four<S, Q, E> four;
      Index i = first;
      for (; i + 4 <= end; i += 4) {
        D4 x;
        __builtin_memcpy(&x, block.x + i, sizeof x);
        if (!four.split(x)) [[unlikely]] note(i, four.fine);
        add(four);
      }
      if (i < end) {  // fewer than four rows are left: zeros beside them fit, and are then left out
        D4 x = {};
        U4 rows = {};
        for (Index r = 0; i + r < end; ++r) {
          x[r] = block.x[i + r];
          rows[r] = ~std::uint64_t{0};
        }
        if (!four.split(x)) [[unlikely]] note(i, four.fine);
        four.fine = rows;
        four.leave_out();
        add(four);
      }
      flush(here);
    }
  } else {
    const auto scatter = [&](D4 x, const std::int32_t* at, Index first) __attribute__((always_inline)) {
      Four<S, Q, E> four;
      if (!four.split(x)) [[unlikely]] note(first, four.fine);
      std::uint64_t* word[4];
      for (int r = 0; r < 4; ++r) word[r] = cells + Index{at[r]} * kStride;
      if constexpr (S) {
        transpose(four.sum[0], four.sum[1], four.sum[2], four.sum[3]);
        for (int r = 0; r < 4; ++r) *reinterpret_cast<Cell4*>(word[r]) += (Cell4)four.sum[r];
      } else {
        for (int r = 0; r < 4; ++r) word[r][0] += four.sum[0][r];
      }
      if constexpr (Q) {
        U4* q = four.squares;
        transpose(q[0], q[1], q[2], q[3]);
        for (int r = 0; r < 4; ++r) *reinterpret_cast<Cell4*>(word[r] + 4) += (Cell4)q[r];
        for (int r = 0; r < 4; ++r) *reinterpret_cast<Cell2*>(word[r] + 8) += Cell2{q[4][r], q[5][r]};
      }
      if constexpr (E) {
        for (int r = 0; r < 4; ++r) {
          CellD2& mine = *reinterpret_cast<CellD2*>(word[r] + kExtrema);
          const CellD2 theirs = {four.negated[r], four.value[r]};
          mine = theirs > mine ? theirs : mine;
        }
      }
    };
    const auto all = [&](bool ahead) __attribute__((always_inline)) {
      for (Index i = 0; i < whole; i += 4) {
        D4 x;
        __builtin_memcpy(&x, block.x + i, sizeof x);
          if (ahead) {
          for (int r = 0; r < 4; ++r) {
            const std::uint64_t* next = cells + Index{cell[i + r + kCellsAhead]} * kStride;
            __builtin_prefetch(next, 0, 2);
            if constexpr (kStride > 8) __builtin_prefetch(next + kStride - 1, 0, 2);
          }
        }
        scatter(x, cell + i, i);
      }
    };
    if (block.prefetch) {
      all(true);
    } else {
      all(false);
    }
    if (whole < n) {
      std::int32_t last[4] = {cell[n - 1], cell[n - 1], cell[n - 1], cell[n - 1]};
      for (Index i = whole; i < n; ++i) last[i - whole] = cell[i];
      scatter(tail, last, whole);
    }
  }

  return odd;
}

Accumulate choose(Layout layout) {
  if (layout.squares) return layout.extrema ? accumulate<true, true, true> : accumulate<true, true, false>;
  if (layout.sum) return layout.extrema ? accumulate<true, false, true> : accumulate<true, false, false>;
  return layout.extrema ? accumulate<false, false, true> : accumulate<false, false, false>;
}

}  // namespace
}  // namespace huishou::ledger::HUISHOU_VARIANT
