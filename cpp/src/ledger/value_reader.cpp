// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/value_reader.hpp"

#include <cstring>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/ledger/accumulate.hpp"

namespace huishou::ledger {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kExact = std::int64_t{1} << 53;  // every integer up to here is a double

char value_form(const ArrowSchema& schema, const std::string& name) {
  const char* format = schema.format;
  if (const auto decimal = decimal_type(format); schema.dictionary == nullptr && decimal && decimal->scale >= 0 && decimal->scale <= kMostScale) return 'd';
  if (schema.dictionary == nullptr && std::strlen(format) == 1 && std::strchr("csilCSILfgn", *format) != nullptr) return *format;
  throw Error(ErrorKind::kInput, "value_type", "Column '" + name + "' has Arrow type '" + (schema.dictionary != nullptr ? "dictionary" : format) + "', which is no number.",
              "Values are integers or floating-point numbers: cast the column.")
      .in_column(name);
}

template <class T>
void convert(const T* values, Index rows, double* out) {
  for (Index i = 0; i < rows; ++i) {
    if constexpr (sizeof(T) < 8 || std::is_floating_point_v<T>) {
      out[i] = static_cast<double>(values[i]);
    } else if constexpr (std::is_signed_v<T>) {
      out[i] = values[i] <= kExact && values[i] >= -kExact ? static_cast<double>(values[i]) : kMissing;
    } else {
      out[i] = values[i] <= static_cast<T>(kExact) ? static_cast<double>(values[i]) : kMissing;
    }
  }
}

}  // namespace

ValueKind unify(ValueKind had, ValueKind met, const std::string& column) {
  if (met == ValueKind::kNone || had == met) return had;
  if (had == ValueKind::kNone) return met;
  if (!is_decimal(had) && !is_decimal(met)) return ValueKind::kFloat;
  const auto shown = [](ValueKind kind) { return is_decimal(kind) ? "decimals of scale " + std::to_string(scale_of(kind)) : std::string(kind == ValueKind::kFloat ? "floats" : "integers"); };
  throw Error(ErrorKind::kInput, "value_kinds_differ", "Column '" + column + "' holds " + shown(had) + " and " + shown(met) + ".", "Cast the column to one type on both sides.").in_column(column);
}

ValueReader::ValueReader(const ArrowTable& table, Index column_at, std::string name)
    : table_(&table),
      column_at_(column_at),
      name_(std::move(name)),
      form_(value_form(table.schema(column_at), name_)),
      decimal_(decimal_type(table.schema(column_at).format).value_or(DecimalType{})),
      kind_(form_ == 'd' ? static_cast<ValueKind>(static_cast<int>(ValueKind::kDecimal) + decimal_.scale) : form_ == 'n' ? ValueKind::kNone : form_ == 'f' || form_ == 'g' ? ValueKind::kFloat : ValueKind::kInteger),
      block_(static_cast<std::size_t>(kBlock)) {}

void ValueReader::open(Index batch) { batch_ = batch; }

void ValueReader::fetch(Index row, Index rows) const {
  const Index width = form_ == 'd' ? decimal_.bytes : std::strchr("glL", form_) != nullptr ? 8 : std::strchr("fiI", form_) != nullptr ? 4 : std::strchr("sS", form_) != nullptr ? 2 : 1;
  fetch_rows(ArrowColumn(*table_, batch_, column_at_), width, row, rows);
}

const double* ValueReader::read(Index row, Index rows) {
  double* out = block_.data();
  const ArrowColumn view(*table_, batch_, column_at_);
  switch (form_) {
    case 'g':
      if (view.all_valid(row, rows)) return view.values<double>() + row;
      convert(view.values<double>() + row, rows, out);
      break;
    case 'f': convert(view.values<float>() + row, rows, out); break;
    case 'c': convert(view.values<std::int8_t>() + row, rows, out); break;
    case 's': convert(view.values<std::int16_t>() + row, rows, out); break;
    case 'i': convert(view.values<std::int32_t>() + row, rows, out); break;
    case 'l': convert(view.values<std::int64_t>() + row, rows, out); break;
    case 'C': convert(view.values<std::uint8_t>() + row, rows, out); break;
    case 'S': convert(view.values<std::uint16_t>() + row, rows, out); break;
    case 'I': convert(view.values<std::uint32_t>() + row, rows, out); break;
    case 'L': convert(view.values<std::uint64_t>() + row, rows, out); break;
    case 'd':
      for (Index i = 0; i < rows; ++i) {
        const Int128 value = unscaled(view.array->buffers[1], decimal_, view.offset + row + i);
        out[i] = value <= kExact && value >= -kExact ? static_cast<double>(value) : kMissing;
      }
      break;
    default:
      for (Index i = 0; i < rows; ++i) out[i] = kMissing;
      return out;
  }
  view.each_missing(row, rows, [&](Index gone) { out[gone - row] = kMissing; });
  return out;
}

std::optional<LargeInteger> ValueReader::large(Index row) const {
  if (form_ != 'l' && form_ != 'L' && form_ != 'd') return std::nullopt;
  const ArrowColumn view(*table_, batch_, column_at_);
  if (!view.valid(row)) return std::nullopt;
  if (form_ == 'd') {
    const Int128 value = unscaled(view.array->buffers[1], decimal_, view.offset + row);
    return LargeInteger{value < 0 ? Unsigned128{0} - static_cast<Unsigned128>(value) : static_cast<Unsigned128>(value), value < 0};
  }
  if (form_ == 'L') return LargeInteger{view.values<std::uint64_t>()[row], false};
  const std::int64_t value = view.values<std::int64_t>()[row];
  const auto magnitude = value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return LargeInteger{magnitude, value < 0};
}

}  // namespace huishou::ledger
