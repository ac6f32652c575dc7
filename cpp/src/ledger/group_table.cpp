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
// So does one of several keys, whose combinations are mostly not there (a tenth of those of Scotland's sites, flows, materials
// and years): beyond kSparseCells first touches and empty cells cost more than hashing.
constexpr Index kDenseCells = Index{1} << 22;
constexpr Index kSparseCells = Index{1} << 19;
constexpr Index kSpread = 1;
constexpr Index kFewCells = Index{1} << 16;
constexpr Index kRowCells = 4;
constexpr Index kMostCells = std::numeric_limits<std::int32_t>::max();
// Rows looked at ahead when names are new: so few that it costs nothing where the first rows hold all names, and soon more.
constexpr Index kScouted = Index{1} << 16;
constexpr Index kScoutMore = 4;
constexpr Index kMostScouted = Index{1} << 20;
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
    : specs_(std::move(values)), kinds_(specs_.size(), ValueKind::kNone), room_(by.size(), 1), multiplier_(by.size(), 1), dense_cells_(1), index_(by.size()) {
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
  const Index limit = keys_.size() > 1 ? std::min(kSparseCells, few) : std::min(kMostCells, std::max(std::min(kDenseCells, few), seen_ * kSpread));
  cells = 1;
  for (const KeyColumn& key : keys_) {
    if (key.size() > limit / cells) return false;
    cells *= key.size();
  }
  return true;
}

bool GroupTable::has_room() const {
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    if (keys_[k].size() > room_[k]) return false;
  }
  return true;
}

// After every column of a stretch was looked at: a layout in which all codes have a place.
void GroupTable::make_room(Index rows) {
  seen_ += rows;
  if (hashed_ || has_room()) return;
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
    new_cell_of[at(cell)] = index_.add(codes);
  }
  rebuild(std::max<Index>(1024, index_.size() * 2), new_cell_of);
  hashed_ = true;
}

Index GroupTable::cell_for(std::span<const Code> codes) {
  const Index cell = index_.add(codes);
  hold_all_tuples();
  return cell;
}

// Cells for all tuples that the index has met.
void GroupTable::hold_all_tuples() {
  if (index_.size() <= tables_.front().cells()) return;
  std::vector<Index> same(at(tables_.front().cells()));
  std::iota(same.begin(), same.end(), Index{0});
  rebuild(index_.size() * 2, same);
}

void GroupTable::codes_of(Index cell, std::span<Code> codes) const {
  if (hashed_) {
    std::ranges::copy(index_.tuple(cell), codes.begin());
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
    for (std::size_t i = 0; i < cells.size(); ++i) codes[i] = index_.tuple(cells[i])[at(k)];
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

// Learns the values of one key in a stretch, and lets the layout follow.
void GroupTable::look(std::vector<KeyReader>& readers, Index k, Index row, Index rows) {
  Code shift = 0;
  const KeyChange change = readers[at(k)].look(row, rows, shift);
  if (change == KeyChange::kShifted) {
    follow(k, Recode{shift, {}});
  } else if (change == KeyChange::kFar) {
    give_up_direct(k);
    (void)readers[at(k)].look(row, std::min(rows, kStretch), shift);
  }
}

// Learns the values of rows to come. A ledger in the order of its sites shows new names in every stretch; each would move the
// whole table, if they were not learned many rows at a time.
void GroupTable::scout(std::vector<KeyReader>& readers, Index row, Index rows) {
  for (Index k = 0; k < static_cast<Index>(readers.size()) && !hashed_; ++k) {
    if (readers[at(k)].looks_at_once(row, rows)) {
      look(readers, k, row, rows);
      continue;
    }
    for (Index done = 0; done < rows && !hashed_; done += kStretch) look(readers, k, row + done, std::min(kStretch, rows - done));
  }
  make_room(0);
}

// Cell numbers of a stretch whatever its values; where they are new, those of the next `ahead` rows are learned too.
void GroupTable::look_and_place(std::vector<KeyReader>& readers, Index row, Index rows, Index ahead, std::int32_t* cells) {
  const bool was_hashed = hashed_;
  const Index had = dense_cells_;
  const auto look_at_all = [&] {
    for (Index k = 0; k < static_cast<Index>(readers.size()); ++k) look(readers, k, row, rows);
  };
  look_at_all();
  if (!hashed_ && ahead > 0 && (dense_cells_ != had || !has_room())) {
    scout(readers, row + rows, ahead);
    look_at_all();
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
  index_.add(codes, rows, cells);
  hold_all_tuples();
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
  Index scouted = kScouted;
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
        look_and_place(readers, row, rows, std::min(scouted, end - row - rows), cells.data());
        scouted = std::min(scouted * kScoutMore, kMostScouted);
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
