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
  template <class T>
  [[nodiscard]] const T* values() const {
    return static_cast<const T*>(array->buffers[1]) + offset;
  }
};

// Asks for the memory of rows that will be read soon; width in bytes of one element.
inline void fetch_rows(const ArrowColumn& view, Index width, Index row, Index rows) {
  if (view.array->n_buffers < 2 || view.array->buffers[1] == nullptr) return;
  const char* from = static_cast<const char*>(view.array->buffers[1]) + (view.offset + row) * width;
  constexpr Index kLine = 64;
  for (Index byte = 0; byte < rows * width; byte += kLine) __builtin_prefetch(from + byte, 0, 2);
}

}  // namespace huishou::ledger
