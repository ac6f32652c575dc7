// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/arrow_table.hpp"

#include <algorithm>
#include <cstring>

#include "huishou/base/error.hpp"

namespace huishou::ledger {

namespace {

[[noreturn]] void unreadable(ArrowArrayStream* stream, int code) {
  const char* words = stream->get_last_error != nullptr ? stream->get_last_error(stream) : nullptr;
  throw Error(ErrorKind::kInput, "unreadable_stream", std::string("The frame could not be read: ") + (words != nullptr ? words : std::strerror(code)) + ".",
              "Convert it to a pyarrow table first.");
}

// Whether a row is null as a whole; the count of nulls may be given as unknown, -1.
bool has_null_rows(const ArrowArray& batch) {
  if (batch.null_count >= 0 || batch.n_buffers == 0 || batch.buffers[0] == nullptr) return batch.null_count > 0;
  const auto* validity = static_cast<const std::uint8_t*>(batch.buffers[0]);
  for (Index at = batch.offset; at < batch.offset + batch.length; ++at) {
    if (((validity[at >> 3] >> (at & 7)) & 1) == 0) return true;
  }
  return false;
}

}  // namespace

ArrowTable::ArrowTable(ArrowArrayStream* source) {
  ArrowOwner<ArrowArrayStream> owner(source);
  ArrowArrayStream* stream = owner.get();
  if (const int code = stream->get_schema(stream, schema_.get()); code != 0) unreadable(stream, code);
  if (std::strcmp(schema_.get()->format, "+s") != 0) {
    throw Error(ErrorKind::kInput, "not_a_frame", "The stream holds a single column, not a table.", "Pass a frame with named columns.");
  }
  for (;;) {
    ArrowOwner<ArrowArray> batch;
    if (const int code = stream->get_next(stream, batch.get()); code != 0) unreadable(stream, code);
    if (batch.get()->release == nullptr) break;
    if (batch.get()->length == 0) continue;
    if (has_null_rows(*batch.get())) {
      throw Error(ErrorKind::kInput, "null_rows", "The frame has rows that are null as a whole.", "Drop them, or make each column null instead.");
    }
    rows_ += batch.get()->length;
    batches_.push_back(std::move(batch));
  }
}

Index ArrowTable::column(const std::string& name) const {
  std::string known;
  for (Index i = 0; i < columns(); ++i) {
    const char* found = schema(i).name;
    if (found != nullptr && name == found) return i;
    known += (i == 0 ? "" : ", ") + std::string(found != nullptr ? found : "");
  }
  throw Error(ErrorKind::kInput, "missing_column", "There is no column '" + name + "'.", "Columns are: " + known + ".").in_column(name);
}

ArrowColumn::ArrowColumn(const ArrowTable& table, Index batch, Index column)
    : ArrowColumn(table.schema(column), *table.batch(batch).children[column], table.batch(batch).offset) {}

ArrowColumn::ArrowColumn(const ArrowSchema& column_schema, const ArrowArray& column_array, Index parent_offset)
    : schema(&column_schema),
      array(&column_array),
      offset(parent_offset + column_array.offset),
      validity(column_array.null_count == 0 || column_array.n_buffers == 0 ? nullptr : static_cast<const std::uint8_t*>(column_array.buffers[0])) {}

std::uint64_t ArrowColumn::valid_bits(Index row, Index rows) const {
  if (validity == nullptr) return ~std::uint64_t{0} >> (64 - rows);
  const Index at = offset + row;
  const int skip = static_cast<int>(at & 7);
  const std::uint8_t* from = validity + (at >> 3);
  const Index bytes = (skip + rows + 7) / 8;  // at most nine: the bitmap may end with the last of them
  std::uint64_t bits = 0;
  for (Index i = 0; i < std::min<Index>(bytes, 8); ++i) bits |= std::uint64_t{from[i]} << (8 * i);
  bits >>= skip;
  if (bytes == 9) bits |= std::uint64_t{from[8]} << (64 - skip);
  return bits & (~std::uint64_t{0} >> (64 - rows));
}

bool ArrowColumn::all_valid(Index row, Index rows) const {
  if (validity == nullptr) return true;
  for (Index done = 0; done < rows; done += 64) {
    const Index n = std::min<Index>(64, rows - done);
    if (valid_bits(row + done, n) != ~std::uint64_t{0} >> (64 - n)) return false;
  }
  return true;
}

}  // namespace huishou::ledger
