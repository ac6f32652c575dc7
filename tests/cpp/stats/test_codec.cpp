// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/codec.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "huishou/stats/exact_sum.hpp"
#include "oracle.hpp"

namespace stats = huishou::stats;
using namespace std::string_literals;

namespace {

constexpr std::string_view kMagic = "HSTEST01";

void check_broken(std::string_view bytes, const std::string& code = "broken_bytes") {
  try {
    (void)stats::unseal(kMagic, bytes);
    FAIL("broken bytes were taken");
  } catch (const huishou::Error& error) {
    CHECK(error.kind() == huishou::ErrorKind::kInput);
    CHECK(error.code() == code);
  }
}

}  // namespace

TEST_CASE("numbers are little-endian and come back") {
  stats::Writer out;
  out.number(std::uint8_t{0xfe});
  out.number(std::int16_t{-2});
  out.number(std::uint32_t{0x01020304});
  out.number(std::numeric_limits<std::int64_t>::min());
  out.real(-0.0);
  out.text("废纸");
  CHECK(out.bytes() == "\xfe\xfe\xff\x04\x03\x02\x01\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\0\x80\x06\0\0\0\xe5\xba\x9f\xe7\xba\xb8"s);
  stats::Reader in(out.bytes());
  CHECK(in.number<std::uint8_t>() == 0xfe);
  CHECK(in.number<std::int16_t>() == -2);
  CHECK(in.number<std::uint32_t>() == 0x01020304);
  CHECK(in.number<std::int64_t>() == std::numeric_limits<std::int64_t>::min());
  CHECK(std::signbit(in.real()));
  CHECK(in.text() == "废纸");
  CHECK(in.done());
}

TEST_CASE("digits come back, canonical ones only") {
  oracle::Doubles doubles(1);
  for (int i = 0; i < 200; ++i) {
    stats::ExactSum sum;
    for (int k = 0; k < i % 4; ++k) sum.add(doubles.mixed());
    stats::Writer out;
    out.digits(sum.digits());
    stats::Reader in(out.bytes());
    CHECK(in.digits() == sum.digits());
    CHECK(in.done());
  }
  const std::string one = "\1\0\0\1\0\5\0\0\0\0"s;  // positive, lowest digit 0, one digit: 5
  CHECK(stats::Reader(one).digits() == stats::Digits{false, 0, {5}});
  for (const std::string& wrong : {"\3\0\0\1\0\5\0\0\0\0"s, "\0\0\0\1\0\5\0\0\0\0"s, "\1\0\0\0\0"s, "\1\0\0\1\0\0\0\0\0\0"s, "\1\0\0\2\0\5\0\0\0\0\0\0\0\0\0"s, "\1\0\0\2\0\0\0\0\0\0\5\0\0\0\0"s}) {
    CHECK_THROWS_AS(stats::Reader(wrong).digits(), huishou::Error);
  }
}

TEST_CASE("nothing is read beyond the end") {
  const std::string bytes = "\4\0\0\0abcd"s;
  CHECK(stats::Reader(bytes).text() == "abcd");
  for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_THROWS_AS(stats::Reader(std::string_view(bytes).substr(0, n)).text(), huishou::Error);
  CHECK_THROWS_AS(stats::Reader("\xff\xff\xff\xff"s).text(), huishou::Error);
  CHECK_THROWS_AS(stats::Reader("").number<std::uint8_t>(), huishou::Error);
}

TEST_CASE("a seal holds its content and nothing else") {
  for (const std::string& content : {""s, "a"s, "\0\1\2"s, std::string(1000, 'x')}) {
    const std::string sealed = stats::seal(kMagic, content);
    CHECK(stats::unseal(kMagic, sealed) == content);
    CHECK(sealed.size() == 8 + 8 + content.size() + 4);
  }
  CHECK(stats::seal("HSTEST01", "abc") == "HSTEST01\3\0\0\0\0\0\0\0abc*\x9a\0\xf7"s);  // CRC-32 of IEEE 802.3, as zlib computes it
}

TEST_CASE("every cut, every added and every changed byte is refused") {
  const std::string sealed = stats::seal(kMagic, "some content");
  for (std::size_t n = 0; n < sealed.size(); ++n) check_broken(std::string_view(sealed).substr(0, n));
  check_broken(sealed + "\0"s);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      check_broken(changed, i >= 5 && i < 8 ? "unknown_version" : "broken_bytes");
    }
  }
  std::string long_size = sealed;
  for (std::size_t i = 8; i < 16; ++i) long_size[i] = '\xff';
  check_broken(long_size);
}
