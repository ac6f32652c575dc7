// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The floating-point environment every exact kernel needs: round to nearest, subnormals kept. Another module of the
// process may have switched on flush-to-zero (a library built with -ffast-math does, on loading); the guard sets the
// default for its own scope in its own thread and hands back what it found.
#pragma once

#include <cfenv>

namespace huishou {

class DefaultFloating {
 public:
  DefaultFloating() {
    std::fegetenv(&found_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultFloating() { std::fesetenv(&found_); }
  DefaultFloating(const DefaultFloating&) = delete;
  DefaultFloating& operator=(const DefaultFloating&) = delete;

 private:
  std::fenv_t found_{};
};

}  // namespace huishou
