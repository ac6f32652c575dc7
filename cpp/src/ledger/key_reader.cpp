// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/key_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/ledger/decimal.hpp"

namespace huishou::ledger {

namespace {

// Calls visit with a typed pointer to the elements of row 0.
template <class Visit>
void with_integers(char form, const ArrowColumn& view, Visit&& visit) {
  switch (form) {
    case 'c': return visit(view.values<std::int8_t>());
    case 'C': return visit(view.values<std::uint8_t>());
    case 's': return visit(view.values<std::int16_t>());
    case 'S': return visit(view.values<std::uint16_t>());
    case 'i': return visit(view.values<std::int32_t>());
    case 'I': return visit(view.values<std::uint32_t>());
    case 'L': return visit(view.values<std::uint64_t>());
    default: return visit(view.values<std::int64_t>());
  }
}

// Address of a row of an integer column.
const void* address(char form, const ArrowColumn& view, Index row) {
  const void* at = nullptr;
  with_integers(form, view, [&](const auto* values) { at = values + row; });
  return at;
}

template <class T>
void fetch_text(const ArrowColumn& view, const T* ends, Index row, Index rows) {
  huishou::ledger::fetch(static_cast<const char*>(view.array->buffers[2]) + ends[row], static_cast<Index>(ends[row + rows] - ends[row]));
}

bool plain_integers(char form) { return std::strchr("csilCSIL", form) != nullptr; }

constexpr Index kTextsAhead = 16;  // rows between asking for a text and reading it

struct StringView {  // Arrow's 16-byte view: length, then 12 bytes in place, or prefix, buffer and offset
  std::int32_t length;
  char prefix[4];
  std::int32_t buffer;
  std::int32_t offset;
};

}  // namespace

KeyReader::KeyReader(KeyColumn& column, const ArrowTable& table, Index column_at, Variant variant)
    : column_(&column), table_(&table), column_at_(column_at), type_(key_type(table.schema(column_at), column.name())), loops_(key_loops(type_.form, variant)) {
  column_->unify(type_.kind, "in this frame");
  codes_.resize(static_cast<std::size_t>(kStretch));
  if (table.schema(column_at).dictionary != nullptr) position_loops_ = key_loops(table.schema(column_at).format[0], variant);
}

void KeyReader::open(Index batch, Index first_row) {
  batch_ = batch;
  first_row_ = first_row;
  const ArrowColumn view(*table_, batch, column_at_);
  if (type_.form == 'n') {
    way_ = Way::kNulls;
  } else if (view.schema->dictionary != nullptr) {
    way_ = Way::kMapped;
  } else if (held_as_text(type_.kind)) {
    way_ = Way::kCodes;
  } else {
    way_ = plain_integers(type_.form) && type_.scale == 1 && type_.form != 'L' ? Way::kPlain : Way::kIntegers;
    integers_.resize(static_cast<std::size_t>(kStretch));
    null_.resize(static_cast<std::size_t>(kStretch));
  }
}

KeyChange KeyReader::look(Index row, Index rows, Code& shift) {
  shift = 0;
  if (way_ == Way::kNulls) return KeyChange::kNone;
  if (way_ == Way::kMapped) {
    map_dictionary();
    if (refuses_) refuse_used(row, rows);
    return KeyChange::kNone;
  }
  if (way_ == Way::kCodes) {
    encode_texts(row, rows);
    return KeyChange::kNone;
  }
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  const ArrowColumn view(*table_, batch_, column_at_);
  plain_ = way_ == Way::kPlain && view.all_valid(row, rows);
  if (plain_) {
    loops_.range(address(type_.form, view, row), rows, &low, &high);
  } else {
    read_integers(row, rows);
    for (Index i = 0; i < rows; ++i) {
      if (null_[static_cast<std::size_t>(i)] != 0) continue;
      low = std::min(low, integers_[static_cast<std::size_t>(i)]);
      high = std::max(high, integers_[static_cast<std::size_t>(i)]);
    }
    if (low > high) {
      std::fill_n(codes_.begin(), rows, 0);  // only nulls: nothing to learn, and no codes of the stretch before may stay
      return KeyChange::kNone;
    }
  }
  if (column_->direct()) {
    if (column_->extend(low, high, shift)) return shift == 0 ? KeyChange::kNone : KeyChange::kShifted;
    return KeyChange::kFar;
  }
  if (plain_) {
    with_integers(type_.form, view, [&](const auto* values) {
      for (Index i = 0; i < rows; ++i) codes_[static_cast<std::size_t>(i)] = column_->code_of(static_cast<std::int64_t>(values[row + i]));
    });
  } else {
    for (Index i = 0; i < rows; ++i) {
      codes_[static_cast<std::size_t>(i)] = null_[static_cast<std::size_t>(i)] != 0 ? 0 : column_->code_of(integers_[static_cast<std::size_t>(i)]);
    }
  }
  return KeyChange::kNone;
}

void KeyReader::add(Index row, Index rows, Code multiplier, std::int32_t* cells) const {
  if (way_ == Way::kNulls) return;
  const ArrowColumn view(*table_, batch_, column_at_);
  std::int64_t low = 0;
  std::int64_t high = 0;
  if (way_ == Way::kMapped) {
    const bool all_valid = view.all_valid(row, rows);
    if (all_valid && counts_up_) {
      position_loops_.place(address(view.schema->format[0], view, row), rows, ~std::uint32_t{0}, static_cast<std::uint32_t>(multiplier),
                            reinterpret_cast<std::uint32_t*>(cells), &low, &high);
      return;
    }
    with_integers(view.schema->format[0], view, [&](const auto* positions) {
      const Code* map = map_.data();
      if (all_valid) {
        for (Index i = 0; i < rows; ++i) cells[i] += map[static_cast<Index>(positions[row + i])] * multiplier;
      } else {
        for (Index i = 0; i < rows; ++i) {
          if (view.valid(row + i)) cells[i] += map[static_cast<Index>(positions[row + i])] * multiplier;
        }
      }
    });
    return;
  }
  if (way_ == Way::kCodes || !column_->direct()) {
    for (Index i = 0; i < rows; ++i) cells[i] += codes_[static_cast<std::size_t>(i)] * multiplier;
    return;
  }
  // The difference to the value that would have code 0 is small, so 32 bits that wrap give it from values of any width.
  const auto base = static_cast<std::uint32_t>(column_->integer(0));
  const auto times = static_cast<std::uint32_t>(multiplier);
  auto* out = reinterpret_cast<std::uint32_t*>(cells);
  if (plain_) {
    loops_.place(address(type_.form, view, row), rows, base, times, out, &low, &high);
    return;
  }
  for (Index i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (null_[at] == 0) out[i] += (static_cast<std::uint32_t>(integers_[at]) - base) * times;
  }
}

bool KeyReader::looks_at_once(Index row, Index rows) const {
  return way_ == Way::kPlain && column_->direct() && ArrowColumn(*table_, batch_, column_at_).all_valid(row, rows);
}

bool KeyReader::may_be_quick(Index row, Index rows) const {
  switch (way_) {
    case Way::kNulls:
    case Way::kCodes: return true;
    case Way::kPlain: return column_->direct() && ArrowColumn(*table_, batch_, column_at_).all_valid(row, rows);
    case Way::kMapped: return !refuses_ && same_dictionary();
    case Way::kIntegers: break;
  }
  return false;
}

bool KeyReader::quick(Index row, Index rows, Code multiplier, Index room, std::int32_t* cells) {
  if (way_ == Way::kPlain) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    loops_.place(address(type_.form, ArrowColumn(*table_, batch_, column_at_), row), rows, static_cast<std::uint32_t>(column_->integer(0)),
                 static_cast<std::uint32_t>(multiplier), reinterpret_cast<std::uint32_t*>(cells), &low, &high);
    return column_->covers(low, high);
  }
  if (way_ == Way::kCodes) encode_texts(row, rows);
  if (column_->size() > room) return false;
  add(row, rows, multiplier, cells);
  return true;
}

void KeyReader::fetch(Index row, Index rows) const {
  const ArrowColumn view(*table_, batch_, column_at_);
  Index width = 0;
  if (way_ == Way::kPlain || way_ == Way::kMapped) with_integers(view.schema->format[0], view, [&]<class T>(const T*) { width = sizeof(T); });
  if (way_ == Way::kCodes) width = type_.form == 'v' || type_.form == 'd' ? Index{sizeof(StringView)} : type_.form == 'U' ? 8 : 4;
  if (width != 0) fetch_rows(view, width, row, rows);
  if (way_ == Way::kCodes && type_.form == 'u') fetch_text(view, view.values<std::int32_t>(), row, rows);
  if (way_ == Way::kCodes && type_.form == 'U') fetch_text(view, view.values<std::int64_t>(), row, rows);
}

void KeyReader::read_integers(Index row, Index rows) {
  const ArrowColumn view(*table_, batch_, column_at_);
  for (Index i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    null_[at] = view.valid(row + i) ? 0 : 1;
    if (null_[at] != 0) continue;
    if (type_.form == 'f' || type_.form == 'g') {
      const double x = type_.form == 'f' ? static_cast<double>(view.values<float>()[row + i]) : view.values<double>()[row + i];
      if (std::isnan(x)) {
        null_[at] = 1;
        continue;
      }
    }
    integers_[at] = integer_at(view, row + i);
  }
}

std::int64_t KeyReader::integer_at(const ArrowColumn& view, Index row) const {
  const auto refuse = [&](const char* code, const std::string& value, const char* why, const char* hint) -> Error {
    return Error(ErrorKind::kInput, code, "Key '" + column_->name() + "' has the value " + value + ", " + why + ".", hint)
        .in_column(column_->name())
        .at_row(first_row_ + row)
        .with_value(value);
  };
  switch (type_.form) {
    case 'b': {
      const Index at = view.offset + row;
      return (static_cast<const std::uint8_t*>(view.array->buffers[1])[at >> 3] >> (at & 7)) & 1;
    }
    case 'f':
    case 'g': {
      const double x = type_.form == 'f' ? static_cast<double>(view.values<float>()[row]) : view.values<double>()[row];
      // A whole number up to 2^53 is what an integer column with nulls becomes in pandas; anything else is no key.
      if (!(std::fabs(x) <= 0x1p53) || x != std::floor(x)) {
        throw refuse("float_key", std::to_string(x), "which is no whole number", "Keys are whole numbers or names: round or cut the column first.");
      }
      return static_cast<std::int64_t>(x);
    }
    case 'L': {
      const std::uint64_t value = view.values<std::uint64_t>()[row];
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw refuse("key_too_large", std::to_string(value), "beyond 2^63 - 1", "Cast the key to text.");
      }
      return static_cast<std::int64_t>(value);
    }
    default: break;
  }
  std::int64_t value = 0;
  with_integers(type_.form, view, [&](const auto* values) { value = static_cast<std::int64_t>(values[row]); });
  if (type_.scale < 0) {
    const std::int64_t days = value / -type_.scale;
    return value % -type_.scale < 0 ? days - 1 : days;
  }
  std::int64_t scaled = 0;
  if (__builtin_mul_overflow(value, type_.scale, &scaled)) {
    throw refuse("key_too_large", std::to_string(value), "a time outside the years 1678 to 2262 that nanoseconds reach", "Cast the key to a date.");
  }
  return scaled;
}

std::string_view KeyReader::text_at(const ArrowColumn& view, Index row) const {
  const char form = type_.form;
  if (form == 'v') {
    const StringView* text = view.values<StringView>() + row;
    if (text->length <= 12) return {text->prefix, static_cast<std::size_t>(text->length)};
    return {static_cast<const char*>(view.array->buffers[2 + text->buffer]) + text->offset, static_cast<std::size_t>(text->length)};
  }
  const char* bytes = static_cast<const char*>(view.array->buffers[2]);
  if (form == 'U') {
    const std::int64_t* ends = view.values<std::int64_t>() + row;
    return {bytes + ends[0], static_cast<std::size_t>(ends[1] - ends[0])};
  }
  const std::int32_t* ends = view.values<std::int32_t>() + row;
  return {bytes + ends[0], static_cast<std::size_t>(ends[1] - ends[0])};
}

std::string KeyReader::decimal_at(const ArrowColumn& view, Index row) const {
  const DecimalType decimal = *decimal_type(view.schema->format);
  return decimal_text(unscaled(view.array->buffers[1], decimal, view.offset + row), decimal.scale);
}

template <class Text>
void KeyReader::encode_each(const ArrowColumn& view, Index row, Index rows, Text&& text) {
  Code* out = codes_.data();
  if (view.validity == nullptr) {
    for (Index i = 0; i < rows; ++i) out[i] = text(row + i);
  } else {
    for (Index i = 0; i < rows; ++i) out[i] = view.valid(row + i) ? text(row + i) : 0;
  }
}

void KeyReader::encode_texts(Index row, Index rows) {
  const ArrowColumn view(*table_, batch_, column_at_);
  KeyColumn& column = *column_;
  const auto from_offsets = [&](const auto* ends) {
    const char* bytes = static_cast<const char*>(view.array->buffers[2]);
    // 16 bytes can be read at once everywhere but at the end of the text.
    const auto safe = static_cast<Index>(ends[view.array->length - (view.offset - view.array->offset)]) - 16;
    encode_each(view, row, rows, [&](Index i) {
      const auto begin = static_cast<Index>(ends[i]);
      return column.code_of(std::string_view(bytes + begin, static_cast<std::size_t>(static_cast<Index>(ends[i + 1]) - begin)), begin <= safe);
    });
  };
  if (type_.form == 'd') {
    encode_each(view, row, rows, [&](Index i) { return column.code_of(decimal_at(view, i)); });
  } else if (type_.form == 'u') {
    from_offsets(view.values<std::int32_t>());
  } else if (type_.form == 'U') {
    from_offsets(view.values<std::int64_t>());
  } else {
    const StringView* views = view.values<StringView>();
    const Index end = view.array->length - (view.offset - view.array->offset);
    // The last buffer holds the sizes of those that hold longer texts.
    const auto* sizes = static_cast<const std::int64_t*>(view.array->buffers[view.array->n_buffers - 1]);
    encode_each(view, row, rows, [&](Index i) {
      // A short text lies in the last 12 of the 16 bytes of its view: the next view, or nothing, follows.
      const StringView& text = views[i];
      if (i + kTextsAhead < end && views[i + kTextsAhead].length > 12) {
        const StringView& ahead = views[i + kTextsAhead];
        __builtin_prefetch(static_cast<const char*>(view.array->buffers[2 + ahead.buffer]) + ahead.offset, 0, 2);
      }
      const bool readable = text.length <= 12 ? i + 1 < end : Index{text.offset} + 16 <= sizes[text.buffer];
      return column.code_of(text_at(view, i), readable);
    });
  }
}

Code KeyReader::code_at(const ArrowColumn& view, Index row) {
  if (!view.valid(row)) return 0;
  if (type_.kind == KeyKind::kText) return column_->code_of(text_at(view, row));
  if (type_.kind == KeyKind::kDecimal) return column_->code_of(decimal_at(view, row));
  if (type_.form == 'f' || type_.form == 'g') {
    const double x = type_.form == 'f' ? static_cast<double>(view.values<float>()[row]) : view.values<double>()[row];
    if (std::isnan(x)) return 0;
  }
  return column_->code_of(integer_at(view, row));
}

// Producers repeat one dictionary batch after batch: the same buffers, all of them, hold the same words.
bool KeyReader::same_dictionary() const {
  const ArrowArray& dictionary = *ArrowColumn(*table_, batch_, column_at_).array->dictionary;
  return dictionary.length == mapped_.length && dictionary.offset == mapped_.offset &&
         std::equal(mapped_.buffers.begin(), mapped_.buffers.end(), dictionary.buffers, dictionary.buffers + dictionary.n_buffers);
}

void KeyReader::map_dictionary() {
  if (same_dictionary()) return;
  const ArrowColumn view(*table_, batch_, column_at_);
  const ArrowArray& dictionary = *view.array->dictionary;
  const ArrowColumn values(*view.schema->dictionary, dictionary, 0);
  map_.assign(static_cast<std::size_t>(dictionary.length), 0);
  refuses_ = false;
  for (Index i = 0; i < dictionary.length; ++i) {
    try {
      map_[static_cast<std::size_t>(i)] = code_at(values, i);
    } catch (const Error&) {
      map_[static_cast<std::size_t>(i)] = kRefused;  // an error only where a row uses it: producers keep words that none does
      refuses_ = true;
    }
  }
  counts_up_ = true;
  for (std::size_t i = 0; i < map_.size(); ++i) counts_up_ = counts_up_ && map_[i] == static_cast<Code>(i) + 1;
  mapped_ = {std::vector<const void*>(dictionary.buffers, dictionary.buffers + dictionary.n_buffers), dictionary.length, dictionary.offset};
}

void KeyReader::refuse_used(Index row, Index rows) const {
  const ArrowColumn view(*table_, batch_, column_at_);
  const ArrowColumn values(*view.schema->dictionary, *view.array->dictionary, 0);
  with_integers(view.schema->format[0], view, [&](const auto* positions) {
    for (Index i = 0; i < rows; ++i) {
      if (!view.valid(row + i) || map_[static_cast<std::size_t>(positions[row + i])] != kRefused) continue;
      try {
        (void)integer_at(values, static_cast<Index>(positions[row + i]));
      } catch (Error& error) {
        error.at_row(first_row_ + row + i);
        throw;
      }
    }
  });
}

}  // namespace huishou::ledger
