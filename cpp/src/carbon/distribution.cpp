// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/distribution.hpp"

#include "huishou/base/elementary.hpp"

namespace huishou::carbon {

double variance(const Variable& variable) {
  const double width = variable.high - variable.low;
  switch (variable.distribution) {
    case Distribution::kNormal:
    case Distribution::kLognormal: return variable.sd * variable.sd;
    case Distribution::kLognormalMedian: {
      const double sigma = 0.5 * portable_log(variable.sd);
      const double square = portable_exp(sigma * sigma);
      return variable.value * variable.value * square * (square - 1.0);
    }
    case Distribution::kUniform: return width * width / 12.0;
    case Distribution::kTriangular: {
      const double a = variable.value - variable.low;
      const double b = variable.high - variable.value;
      return (a * a + b * b + a * b) / 18.0;
    }
    case Distribution::kPert: {
      const double mean = (variable.low + 4.0 * variable.value + variable.high) / 6.0;
      return (mean - variable.low) * (variable.high - mean) / 7.0;
    }
    case Distribution::kDiscrete: {
      double total = 0.0;
      double mean = 0.0;
      for (std::size_t i = 0; i < variable.values.size(); ++i) {
        total += variable.probabilities[i];
        mean += variable.probabilities[i] * variable.values[i];
      }
      mean /= total;
      double squares = 0.0;
      for (std::size_t i = 0; i < variable.values.size(); ++i) squares += variable.probabilities[i] * (variable.values[i] - mean) * (variable.values[i] - mean);
      return squares / total;
    }
    case Distribution::kConstant: break;
  }
  return 0.0;
}

}  // namespace huishou::carbon
