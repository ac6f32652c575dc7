// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A table taken out of an Arrow C stream: its batches are owned here and released once, nothing is copied.
//
//   ArrowTable table(stream);       moves the stream out, pulls every batch, releases the stream
//   table.column("mass_t")          position, or InputError naming the columns there are
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "huishou/base/types.hpp"
#include "huishou/ledger/arrow_abi.hpp"

namespace huishou::ledger {

// Owner of one released-once structure; a null release marks the moved-from state, as the specification says.
template <class T>
class ArrowOwner {
 public:
  ArrowOwner() : value_{} {}
  explicit ArrowOwner(T* source) : value_(*source) { source->release = nullptr; }
  ArrowOwner(ArrowOwner&& other) noexcept : value_(other.value_) { other.value_.release = nullptr; }
  ArrowOwner& operator=(ArrowOwner&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ArrowOwner(const ArrowOwner&) = delete;
  ArrowOwner& operator=(const ArrowOwner&) = delete;
  ~ArrowOwner() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  T* get() { return &value_; }
  const T* get() const { return &value_; }

 private:
  T value_;
};

class ArrowTable {
 public:
  // Takes the stream (its release becomes null). Throws InputError `unreadable_stream` with the producer's words.
  explicit ArrowTable(ArrowArrayStream* stream);

  [[nodiscard]] Index column(const std::string& name) const;
  [[nodiscard]] const ArrowSchema& schema(Index column) const { return *schema_.get()->children[column]; }
  [[nodiscard]] Index columns() const { return schema_.get()->n_children; }
  [[nodiscard]] Index batches() const { return static_cast<Index>(batches_.size()); }
  [[nodiscard]] const ArrowArray& batch(Index i) const { return *batches_[static_cast<std::size_t>(i)].get(); }
  [[nodiscard]] Index rows() const { return rows_; }

 private:
  ArrowOwner<ArrowSchema> schema_;
  std::vector<ArrowOwner<ArrowArray>> batches_;
  Index rows_ = 0;
};

// One column of one batch: where its elements are, parent offset included.
struct ArrowColumn {
  const ArrowSchema* schema;
  const ArrowArray* array;
  Index offset;                    // of row 0
  const std::uint8_t* validity;    // null when every row is valid; bit `offset + row`, least significant first

  ArrowColumn(const ArrowTable& table, Index batch, Index column);
  ArrowColumn(const ArrowSchema& column_schema, const ArrowArray& column_array, Index parent_offset);

  [[nodiscard]] bool valid(Index row) const {
    const Index at = offset + row;
    return validity == nullptr || ((validity[at >> 3] >> (at & 7)) & 1) != 0;
  }
  // Bit i of up to 64 rows: whether row + i is valid.
  [[nodiscard]] std::uint64_t valid_bits(Index row, Index rows) const;
  [[nodiscard]] bool all_valid(Index row, Index rows) const;
  // visit(row) for every missing row of [row, row + rows), ascending.
  template <class Visit>
  void each_missing(Index row, Index rows, Visit&& visit) const {
    if (validity == nullptr) return;
    for (Index done = 0; done < rows; done += 64) {
      const Index n = rows - done < 64 ? rows - done : 64;
      for (std::uint64_t gone = ~valid_bits(row + done, n) & (~std::uint64_t{0} >> (64 - n)); gone != 0; gone &= gone - 1) visit(row + done + __builtin_ctzll(gone));
    }
  }
  template <class T>
  [[nodiscard]] const T* values() const {
    return static_cast<const T*>(array->buffers[1]) + offset;
  }
};

// Asks for memory that will be read soon, at the second-level cache: the first level's few open misses are for what is read now.
inline void fetch(const char* from, Index size) {
  constexpr Index kLine = 64;
  for (Index byte = 0; byte < size; byte += kLine) __builtin_prefetch(from + byte, 0, 2);
}

// The same for rows of a column; width in bytes of one element.
inline void fetch_rows(const ArrowColumn& view, Index width, Index row, Index rows) {
  if (view.array->n_buffers < 2 || view.array->buffers[1] == nullptr) return;
  fetch(static_cast<const char*>(view.array->buffers[1]) + (view.offset + row) * width, rows * width);
}

}  // namespace huishou::ledger
