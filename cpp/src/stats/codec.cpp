// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/codec.hpp"

#include <boost/crc.hpp>

namespace huishou::stats {

namespace {

constexpr std::size_t kMagic = 8;
constexpr std::size_t kName = 5;  // the rest of the magic is the version

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

}  // namespace

std::string seal(std::string_view magic, std::string_view content) {
  Writer out;
  out.raw(magic);
  out.number(static_cast<std::uint64_t>(content.size()));
  out.raw(content);
  out.number(checksum(out.bytes()));
  return std::move(out.bytes());
}

std::string_view unseal(std::string_view magic, std::string_view bytes) {
  Reader in(bytes);
  const std::string_view found = in.take(kMagic);
  if (found != magic) {
    if (found.substr(0, kName) == magic.substr(0, kName)) {
      throw Error(ErrorKind::kInput, "unknown_version", "The bytes are of version " + std::string(found.substr(kName)) + ", which this huishou does not know.",
                  "Read them with the version that wrote them, or a newer one.");
    }
    Reader::broken();
  }
  const auto size = in.number<std::uint64_t>();
  const std::string_view content = in.take(size);
  const auto sum = in.number<std::uint32_t>();
  if (!in.done() || sum != checksum(bytes.substr(0, kMagic + sizeof(size) + size))) Reader::broken();
  return content;
}

}  // namespace huishou::stats
