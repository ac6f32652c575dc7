// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/key_column.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/ledger/decimal.hpp"

namespace huishou::ledger {

namespace {

const char* kind_name(KeyKind kind) {
  switch (kind) {
    case KeyKind::kInteger: return "integers";
    case KeyKind::kText: return "strings";
    case KeyKind::kDecimal: return "decimals";
    case KeyKind::kBoolean: return "booleans";
    case KeyKind::kDate: return "dates";
    case KeyKind::kTimestamp: return "timestamps without a zone";
    case KeyKind::kTimestampUtc: return "timestamps with a zone";
    case KeyKind::kNone: break;
  }
  return "nulls";
}

}  // namespace

void KeyColumn::unify(KeyKind kind, const char* where) {
  if (kind == KeyKind::kNone || kind == kind_) return;
  if (kind_ != KeyKind::kNone) {
    throw Error(ErrorKind::kInput, "key_kinds_differ", "Key '" + name_ + "' holds " + kind_name(kind_) + " here and " + kind_name(kind) + " " + where + ".",
                "Give the key one type on both sides.")
        .in_column(name_);
  }
  kind_ = kind;
  direct_ = !held_as_text(kind);
}

bool KeyColumn::extend(std::int64_t low, std::int64_t high, Code& shift) {
  shift = 0;
  const bool grows = length_ > 0;
  if (covers(low, high)) return true;
  const std::int64_t first = grows ? std::min(low, low_) : low;
  const std::int64_t last = grows ? std::max(high, high_) : high;
  // Differences of far values overflow: compare before subtracting. The last values of the type leave no room to grow.
  if (last > std::numeric_limits<std::int64_t>::max() - kRange || first == std::numeric_limits<std::int64_t>::min()) return false;
  if (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) >= static_cast<std::uint64_t>(kRange)) return false;
  const Index needed = last - first + 1;
  // A little room on the sides, so that a slowly growing range does not rebuild the table at every block.
  const Index room = grows ? needed / 16 + 1 : 0;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min() + 1;
  const std::int64_t base = first < kLeast + room ? kLeast : first - room;
  if (grows) shift = static_cast<Code>(base_ - base);
  base_ = base;
  length_ = last - base + 1 + room;
  low_ = first;
  high_ = last;
  return true;
}

bool KeyColumn::less(Code a, Code b) const {
  if (kind_ == KeyKind::kText) return text(a) < text(b);
  if (kind_ == KeyKind::kDecimal) return decimal_less(text(a), text(b));
  return integer(a) < integer(b);
}

Recode KeyColumn::to_dictionary(const std::vector<bool>& used_codes) {
  Recode recode;
  recode.map.assign(used_codes.size(), 0);
  for (std::size_t code = 1; code < used_codes.size(); ++code) {
    if (used_codes[code]) recode.map[code] = integers_.encode(integer(static_cast<Code>(code))) + 1;
  }
  direct_ = false;
  length_ = 0;
  return recode;
}

KeyType key_type(const ArrowSchema& schema, const std::string& column) {
  const char* format = schema.format;
  if (schema.dictionary != nullptr) return key_type(*schema.dictionary, column);
  const auto is = [format](const char* text) { return std::strcmp(format, text) == 0; };
  constexpr std::int64_t kDayMs = 86'400'000;
  if (std::strlen(format) == 1) {
    switch (*format) {
      case 'c': case 's': case 'i': case 'l': case 'C': case 'S': case 'I': case 'L': return {KeyKind::kInteger, *format, 1};
      case 'f': case 'g': return {KeyKind::kInteger, *format, 1};
      case 'b': return {KeyKind::kBoolean, 'b', 1};
      case 'u': case 'U': return {KeyKind::kText, *format, 1};
      case 'n': return {KeyKind::kNone, 'n', 1};
      default: break;
    }
  }
  if (decimal_type(format)) return {KeyKind::kDecimal, 'd', 1};
  if (is("vu")) return {KeyKind::kText, 'v', 1};
  if (is("tdD")) return {KeyKind::kDate, 'i', 1};
  if (is("tdm")) return {KeyKind::kDate, 'l', -kDayMs};
  if (std::strncmp(format, "ts", 2) == 0 && std::strlen(format) >= 4 && format[3] == ':') {
    const std::int64_t scale = format[2] == 's' ? 1'000'000'000 : format[2] == 'm' ? 1'000'000 : format[2] == 'u' ? 1000 : 1;
    return {format[4] == '\0' ? KeyKind::kTimestamp : KeyKind::kTimestampUtc, 'l', scale};
  }
  throw Error(ErrorKind::kInput, "key_type", "Column '" + column + "' has Arrow type '" + format + "', which is no key.",
              "Keys are integers, strings, categories, booleans, dates, timestamps or decimals of up to 128 bits: cast the column.")
      .in_column(column);
}

}  // namespace huishou::ledger
