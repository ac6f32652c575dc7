// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What kernels throw: a wrong call or an unusable value. The kind decides the Python class, the code is the stable
// word to branch on, the rest says where. Bad rows are data and never thrown.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "huishou/base/types.hpp"

namespace huishou {

enum class ErrorKind { kInput, kUnit, kMatch, kState, kReconcile };

class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string code, std::string message, std::string hint = {})
      : kind_(kind), code_(std::move(code)), message_(std::move(message)), hint_(std::move(hint)) {}

  // Position within the array handed over, 0-based; -1 when the error belongs to no row.
  Error& at_row(Index row) {
    row_ = row;
    return *this;
  }
  Error& in_column(std::string column) {
    column_ = std::move(column);
    return *this;
  }
  Error& with_value(std::string value) {
    value_ = std::move(value);
    return *this;
  }

  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }
  [[nodiscard]] const std::string& column() const noexcept { return column_; }
  [[nodiscard]] const std::string& value() const noexcept { return value_; }
  [[nodiscard]] Index row() const noexcept { return row_; }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string message_;
  std::string hint_;
  std::string column_;
  std::string value_;
  Index row_ = -1;
};

}  // namespace huishou
