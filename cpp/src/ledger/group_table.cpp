// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/group_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "huishou/base/error.hpp"
#include "huishou/ledger/key_reader.hpp"

namespace huishou::ledger {

namespace {

// A dense table may have kDenseCells cells, and more where it has up to kSpread cells a row seen. A ledger of few rows gets
// a small one: kRowCells cells a row that is known to come, for it pays for every cell when its groups are looked through.
constexpr Index kDenseCells = Index{1} << 22;
constexpr Index kSpread = 1;
constexpr Index kFewCells = Index{1} << 16;
constexpr Index kRowCells = 4;
constexpr Index kMostCells = std::numeric_limits<std::int32_t>::max();
constexpr Index kPollRows = Index{1} << 18;  // rows between two looks at whether to stop: milliseconds

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Division of 32-bit numbers by one divisor, as a product: with m = 2^64 / d rounded up, m n / 2^64 lies above n / d by less
// than n / 2^64 < 1 / d, so its whole part is that of n / d.
class Divider {
 public:
  explicit Divider(std::uint32_t divisor) : divisor_(divisor), reciprocal_(divisor > 1 ? ~std::uint64_t{0} / divisor + 1 : 0) {}
  [[nodiscard]] std::uint32_t divisor() const { return divisor_; }
  [[nodiscard]] std::uint32_t quotient(std::uint32_t n) const {
    return divisor_ == 1 ? n : static_cast<std::uint32_t>((Unsigned128{reciprocal_} * n) >> 64);
  }

 private:
  std::uint32_t divisor_;
  std::uint64_t reciprocal_;
};

}  // namespace

GroupTable::GroupTable(const std::vector<std::string>& by, std::vector<ValueSpec> values)
    : specs_(std::move(values)), kinds_(specs_.size(), ValueKind::kNone), room_(by.size(), 1), multiplier_(by.size(), 1), dense_cells_(1) {
  for (const std::string& name : by) keys_.emplace_back(name);
  for (const ValueSpec& spec : specs_) tables_.emplace_back(spec.layout, spec.bins, dense_cells_);
}

bool GroupTable::occupied(Index cell) const { return tables_.front().occupied(cell); }

bool GroupTable::empty() const {
  for (Index cell = 0; cell < cells(); ++cell) {
    if (occupied(cell)) return false;
  }
  return true;
}

void GroupTable::carry_all() {
  for (CellTable& table : tables_) table.carry_all();
}

bool GroupTable::fits_dense(Index& cells) const {
  const Index few = std::max(kFewCells, std::max(seen_, expected_) * kRowCells);
  const Index limit = std::min(kMostCells, std::max(std::min(kDenseCells, few), seen_ * kSpread));
  cells = 1;
  for (const KeyColumn& key : keys_) {
    if (key.size() > limit / cells) return false;
    cells *= key.size();
  }
  return true;
}

// After every column of a stretch was looked at: a layout in which all codes have a place.
void GroupTable::make_room(Index rows) {
  seen_ += rows;
  if (hashed_) return;
  bool enough = true;
  for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) enough = enough && keys_[at(k)].size() <= room_[at(k)];
  if (enough) return;
  Index cells = 0;
  if (fits_dense(cells)) {
    relayout(-1, Recode{});
  } else {
    use_hash(-1, Recode{});
  }
}

// New dense layout; codes of column `key` are changed by `recode` (key = -1: none).
void GroupTable::relayout(Index key, const Recode& recode) {
  std::vector<Index> room(keys_.size());
  Index cells = 1;
  for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) {
    // Room for an eighth more names, so that names that trickle in do not rebuild the table each time.
    const Index size = keys_[at(k)].size();
    const Index had = k == key && !recode.map.empty() ? 1 : room_[at(k)];
    const Index wanted = keys_[at(k)].direct() || size <= had ? std::max(size, had) : size + (had > 1 ? size / 8 + 2 : 0);
    room[at(k)] = wanted;
    cells = cells > kMostCells / wanted ? kMostCells + 1 : cells * wanted;
  }
  if (cells > kMostCells) {
    for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) room[at(k)] = keys_[at(k)].size();
    cells = std::accumulate(room.begin(), room.end(), Index{1}, std::multiplies<>());
  }
  std::vector<Index> new_cell_of(at(dense_cells_), -1);
  std::vector<Code> codes(keys_.size());
  for (Index cell = 0; cell < dense_cells_; ++cell) {
    if (!occupied(cell)) continue;
    codes_of(cell, codes);
    if (key >= 0) codes[at(key)] = recode.apply(codes[at(key)]);
    Index target = 0;
    for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) target = target * room[at(k)] + codes[at(k)];
    new_cell_of[at(cell)] = target;
  }
  rebuild(cells, new_cell_of);
  room_ = std::move(room);
  dense_cells_ = cells;
  Index product = 1;
  for (Index k = static_cast<Index>(keys_.size()) - 1; k >= 0; --k) {
    multiplier_[at(k)] = static_cast<Code>(product);
    product *= room_[at(k)];
  }
}

void GroupTable::rebuild(Index new_cells, const std::vector<Index>& new_cell_of) {
  for (std::size_t v = 0; v < tables_.size(); ++v) {
    CellTable& old = tables_[v];
    old.carry_all();
    CellTable fresh(specs_[v].layout, specs_[v].bins, new_cells);
    for (Index cell = 0; cell < static_cast<Index>(new_cell_of.size()); ++cell) {
      if (new_cell_of[at(cell)] >= 0) fresh.take(new_cell_of[at(cell)], old, cell);
    }
    fresh.merge_bins(old, new_cell_of, 1);
    old = std::move(fresh);
  }
}

void GroupTable::follow(Index key, const Recode& recode) {
  Index cells = 0;
  if (fits_dense(cells)) {
    relayout(key, recode);
  } else {
    use_hash(key, recode);
  }
}

std::vector<bool> GroupTable::used_codes(Index key, const Recode& recode) const {
  std::vector<bool> used(at(keys_[at(key)].size()), false);
  std::vector<Code> codes(keys_.size());
  for (Index cell = 0; cell < cells(); ++cell) {
    if (!occupied(cell)) continue;
    codes_of(cell, codes);
    used[at(recode.apply(codes[at(key)]))] = true;
  }
  return used;
}

void GroupTable::give_up_direct(Index key) { follow(key, keys_[at(key)].to_dictionary(used_codes(key, Recode{}))); }

// From cell numbers by arithmetic to hashed tuples; codes of column `key` are changed by `recode` first (-1: none).
void GroupTable::use_hash(Index key, const Recode& recode) {
  if (hashed_) return;
  std::vector<Recode> dictionary(keys_.size());
  for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) {
    if (keys_[at(k)].direct()) dictionary[at(k)] = keys_[at(k)].to_dictionary(used_codes(k, k == key ? recode : Recode{}));
  }
  std::vector<Index> new_cell_of(at(dense_cells_), -1);
  std::vector<Code> codes(keys_.size());
  for (Index cell = 0; cell < dense_cells_; ++cell) {
    if (!occupied(cell)) continue;
    codes_of(cell, codes);
    if (key >= 0) codes[at(key)] = recode.apply(codes[at(key)]);
    for (std::size_t k = 0; k < keys_.size(); ++k) codes[k] = dictionary[k].apply(codes[k]);
    tuples_.insert(tuples_.end(), codes.begin(), codes.end());
    new_cell_of[at(cell)] = used_++;
  }
  rebuild(std::max<Index>(1024, used_ * 2), new_cell_of);
  hashed_ = true;
  rehash(std::max<Index>(2048, used_ * 4));
}

std::size_t GroupTable::slot_of(std::span<const Code> codes) const {
  std::uint64_t mixed = 0;
  for (const Code code : codes) mixed = (mixed ^ static_cast<std::uint64_t>(code)) * 0x9e3779b97f4a7c15ULL;
  std::size_t slot = static_cast<std::size_t>(mixed ^ (mixed >> 32)) & (slots_.size() - 1);
  for (; slots_[slot] >= 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (std::equal(codes.begin(), codes.end(), tuples_.begin() + static_cast<std::ptrdiff_t>(slots_[slot]) * static_cast<std::ptrdiff_t>(codes.size()))) break;
  }
  return slot;
}

void GroupTable::rehash(Index slots) {
  std::size_t size = 2048;
  while (static_cast<Index>(size) < slots) size *= 2;
  slots_.assign(size, -1);
  for (Index cell = 0; cell < used_; ++cell) {
    const std::span<const Code> codes(tuples_.data() + at(cell) * keys_.size(), keys_.size());
    slots_[slot_of(codes)] = static_cast<std::int32_t>(cell);
  }
}

Index GroupTable::cell_for(std::span<const Code> codes) {
  const std::size_t slot = slot_of(codes);
  if (slots_[slot] >= 0) return slots_[slot];
  if (used_ >= kMostCells) throw Error(ErrorKind::kInput, "too_many_groups", "There are more than 2^31 groups.", "Group by fewer or coarser keys.");
  const Index cell = used_++;
  slots_[slot] = static_cast<std::int32_t>(cell);
  tuples_.insert(tuples_.end(), codes.begin(), codes.end());
  if (used_ > tables_.front().cells()) {
    std::vector<Index> same(at(tables_.front().cells()));
    std::iota(same.begin(), same.end(), Index{0});
    rebuild(used_ * 2, same);
  }
  if (used_ * 2 > static_cast<Index>(slots_.size())) rehash(static_cast<Index>(slots_.size()) * 2);
  return cell;
}

void GroupTable::codes_of(Index cell, std::span<Code> codes) const {
  if (hashed_) {
    std::copy_n(tuples_.begin() + static_cast<std::ptrdiff_t>(at(cell) * keys_.size()), keys_.size(), codes.begin());
    return;
  }
  auto rest = static_cast<std::uint32_t>(cell);  // cells are fewer than 2^31, and a 32-bit division costs a third
  for (Index k = static_cast<Index>(keys_.size()) - 1; k >= 0; --k) {
    const auto room = static_cast<std::uint32_t>(room_[at(k)]);
    codes[at(k)] = static_cast<Code>(rest % room);
    rest /= room;
  }
}

void GroupTable::codes_of(std::span<const Index> cells, Index k, std::span<Code> codes) const {
  if (hashed_) {
    for (std::size_t i = 0; i < cells.size(); ++i) codes[i] = tuples_[at(cells[i]) * keys_.size() + at(k)];
    return;
  }
  const Divider room(static_cast<std::uint32_t>(room_[at(k)]));
  const Divider times(static_cast<std::uint32_t>(multiplier_[at(k)]));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint32_t above = times.quotient(static_cast<std::uint32_t>(cells[i]));
    codes[i] = static_cast<Code>(above - room.quotient(above) * room.divisor());
  }
}

// Cell numbers of a stretch without new values; false, and no cell numbers, when it has some or might.
bool GroupTable::place(std::vector<KeyReader>& readers, Index row, Index rows, std::int32_t* cells) const {
  if (hashed_) return false;
  for (std::size_t k = 0; k < readers.size(); ++k) {
    if (keys_[k].size() > room_[k] || !readers[k].may_be_quick(row, rows)) return false;
  }
  std::fill_n(cells, rows, 0);
  for (std::size_t k = 0; k < readers.size(); ++k) {
    if (!readers[k].quick(row, rows, multiplier_[k], room_[k], cells)) return false;
  }
  return true;
}

void GroupTable::look_and_place(std::vector<KeyReader>& readers, Index row, Index rows, std::int32_t* cells) {
  const bool was_hashed = hashed_;
  for (Index k = 0; k < static_cast<Index>(readers.size()); ++k) {
    Code shift = 0;
    KeyChange change = readers[at(k)].look(row, rows, shift);
    if (change == KeyChange::kShifted) {
      follow(k, Recode{shift, {}});
    } else if (change == KeyChange::kFar) {
      give_up_direct(k);
      change = readers[at(k)].look(row, rows, shift);
    }
  }
  make_room(rows);
  if (!hashed_) {
    std::fill_n(cells, rows, 0);
    for (std::size_t k = 0; k < readers.size(); ++k) readers[k].add(row, rows, multiplier_[k], cells);
    return;
  }
  std::vector<Code> codes(at(rows) * readers.size(), 0);
  for (std::size_t k = 0; k < readers.size(); ++k) {
    // A column that was direct until this stretch made the table hashed learns its codes now.
    Code shift = 0;
    if (!was_hashed) (void)readers[k].look(row, rows, shift);
    readers[k].add(row, rows, 1, codes.data() + at(rows) * k);
  }
  std::vector<Code> tuple(keys_.size());
  for (Index i = 0; i < rows; ++i) {
    for (std::size_t k = 0; k < readers.size(); ++k) tuple[k] = codes[at(rows) * k + at(i)];
    cells[i] = static_cast<std::int32_t>(cell_for(tuple));
  }
}

void GroupTable::add(const ArrowTable& table, Index first, Index last, Variant variant, Cancel& cancel, bool polls) {
  expected_ = seen_ + (last - first);
  std::vector<KeyReader> readers;
  std::vector<ValueReader> values;
  for (Index k = 0; k < static_cast<Index>(keys_.size()); ++k) {
    const Index column = table.column(keys_[at(k)].name());
    readers.emplace_back(keys_[at(k)], table, column, variant);
    // A dictionary's values come one by one, and a hashed table cannot follow a shifting range.
    if (keys_[at(k)].direct() && table.schema(column).dictionary != nullptr && !hashed_) give_up_direct(k);
    if (hashed_) keys_[at(k)].set_direct(false);
  }
  std::vector<Accumulate> kernels;
  for (std::size_t v = 0; v < specs_.size(); ++v) {
    values.emplace_back(table, table.column(specs_[v].name), specs_[v].name);
    kinds_[v] = unify(kinds_[v], values[v].kind(), specs_[v].name);
    kernels.push_back(accumulate_for(specs_[v].layout, variant));
  }
  std::vector<std::int32_t> cells(at(kStretch + kCellsAhead));
  std::uint16_t odd[kBlock];
  Index since_poll = 0;

  Index batch_first = 0;
  for (Index batch = 0; batch < table.batches(); batch_first += table.batch(batch).length, ++batch) {
    const Index begin = std::max<Index>(first - batch_first, 0);
    const Index end = std::min<Index>(last - batch_first, table.batch(batch).length);
    if (begin >= end) continue;
    for (KeyReader& reader : readers) reader.open(batch, batch_first);
    for (ValueReader& value : values) value.open(batch);
    for (Index row = begin; row < end; row += kStretch) {
      const Index rows = std::min(kStretch, end - row);
      since_poll += rows;
      if (since_poll >= kPollRows) {
        since_poll = 0;
        if (polls) cancel.poll();
        if (cancel.stopped()) return;
      }
      if (place(readers, row, rows, cells.data())) {
        seen_ += rows;
      } else {
        look_and_place(readers, row, rows, cells.data());
      }
      std::fill_n(cells.begin() + rows, kCellsAhead, cells[at(rows - 1)]);
      const Index coming = std::min(kStretch, end - row - rows);
      for (std::size_t v = 0; v < values.size(); ++v) {
        CellTable& cell_table = tables_[v];
        cell_table.reserve(rows);
        const bool prefetch = cell_table.beyond_cache();
        for (Index block = 0; block < rows; block += kBlock) {
          const Index n = std::min(kBlock, rows - block);
          // The columns of the next stretch come from memory while this one is computed.
          if (block < coming) {
            const Index next = row + rows + block;
            values[v].fetch(next, std::min(kBlock, coming - block));
            if (v == 0) {
              for (const KeyReader& reader : readers) reader.fetch(next, std::min(kBlock, coming - block));
            }
          }
          const double* x = values[v].read(row + block, n);
          const std::int32_t* cell = cells.data() + block;
          const Index odds = kernels[v](Block{x, cell, n, cell_table.words(), prefetch, odd});
          for (Index o = 0; o < odds; ++o) {
            const Index i = odd[o];
            if (std::isfinite(x[i])) {
              cell_table.add_double(cell[i], x[i]);
            } else if (std::isinf(x[i])) {
              throw Error(ErrorKind::kInput, "infinite_value", "Column '" + specs_[v].name + "' holds an infinite value.", "Set it to null, or remove the row.")
                  .in_column(specs_[v].name)
                  .at_row(batch_first + row + block + i)
                  .with_value(x[i] > 0 ? "inf" : "-inf");
            } else if (const auto large = values[v].large(row + block + i)) {
              if (specs_[v].layout.extrema || specs_[v].bins) {
                throw Error(ErrorKind::kInput, "integer_too_large", "Column '" + specs_[v].name + "' holds an integer beyond 2^53, of which min, max and quantiles keep no exact copy.",
                            "Ask for count, sum, mean and var only, or cast the column to float64.")
                    .in_column(specs_[v].name)
                    .at_row(batch_first + row + block + i);
              }
              cell_table.add_integer(cell[i], large->magnitude, large->negative);
            } else {
              cell_table.add_missing(cell[i]);
            }
          }
          if (specs_[v].bins) {
            for (Index i = 0; i < n; ++i) {
              if (x[i] == x[i]) cell_table.add_bin(cell[i], x[i]);
            }
          }
        }
      }
    }
  }
}

}  // namespace huishou::ledger
