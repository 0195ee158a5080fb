#include <catch2/catch.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/core/text.hpp>

using namespace sunsi::core;
using Catch::Matchers::Contains;
using namespace std::string_literals;

TEST_CASE("the first byte that is no UTF-8 text is found", "[property]") {
  CHECK_FALSE(first_unreadable(""));
  CHECK_FALSE(first_unreadable("a\tb\r\nc"));
  // The ends of each length that RFC 3629 allows: U+0080 is a control, so U+00A0; U+07FF, U+0800,
  // U+D7FF, U+E000, U+FFFF, U+10000, U+10FFFF.
  CHECK_FALSE(
      first_unreadable("\xc2\xa0 \xdf\xbf \xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf"));
  CHECK_FALSE(first_unreadable("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf"));
  CHECK(first_unreadable("ab\xff") == 2);
  CHECK(first_unreadable("a\x80") == 1);             // a continuation on its own
  CHECK(first_unreadable("a\xc3") == 1);             // cut off
  CHECK(first_unreadable("a\xe8le") == 1);           // Latin-1
  CHECK(first_unreadable("\xc0\xaf") == 0);          // overlong
  CHECK(first_unreadable("\xe0\x9f\xbf") == 0);      // overlong
  CHECK(first_unreadable("\xf0\x8f\xbf\xbf") == 0);  // overlong
  CHECK(first_unreadable("\xed\xa0\x80") == 0);      // a surrogate
  CHECK(first_unreadable("\xf4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(first_unreadable("a\0b"s) == 1);
  CHECK(first_unreadable("a\x1b[31m") == 1);
  CHECK(first_unreadable("a\x7f") == 1);
  CHECK(first_unreadable("a\xc2\x9b") == 1);  // the control sequence introducer of C1
}

TEST_CASE("a place is given in lines and bytes from one", "[property]") {
  const std::string text = "one\ntwo\n\nfour";
  CHECK(location_of("f", text, 0).prefix() == "f:1:1: ");
  CHECK(location_of("f", text, 3).prefix() == "f:1:4: ");
  CHECK(location_of("f", text, 4).prefix() == "f:2:1: ");
  CHECK(location_of("f", text, 8).prefix() == "f:3:1: ");
  CHECK(location_of("f", text, 11).prefix() == "f:4:3: ");
}

TEST_CASE("a message is one line of printable text, and not a book", "[property]") {
  CHECK(printable("a \xc3\xa9\xe2\x88\x92") == "a \xc3\xa9\xe2\x88\x92");
  CHECK(printable("a\nb\t\x1b\xff\xc2\x9b") == "a\\nb\\t\\x1b\\xff\\xc2\\x9b");
  CHECK(printable(printable("\x1b")) == printable("\x1b"));
  const std::string long_one = printable(std::string(1000, 'a') + std::string(1000, 'z'), 90);
  CHECK(long_one == std::string(60, 'a') + " ... (1910 bytes) ... " + std::string(30, 'z'));
  std::string accents;
  for (int i = 0; i < 100; ++i) {
    accents += "\xc3\xa9";
  }
  for (const std::size_t longest : {20U, 21U, 22U, 23U}) {  // no letter is cut in halves
    CHECK_FALSE(first_unreadable(printable(accents, longest)));
    CHECK_THAT(printable(accents, longest), !Contains("\\x"));
  }
  CHECK(DataError("a\x1b" + std::string(10'000'000, 'x')).what() ==
        printable("a\x1b" + std::string(10'000'000, 'x')));
  CHECK(std::string(InvalidInput("\n").what()) == "\\n");
}

TEST_CASE("a byte order mark and line ends of another system change nothing", "[property]") {
  const std::string text = "# sunsi-table: 1\n# column: x [MeV] what\nx\n1\n2\n";
  std::string dos = "\xef\xbb\xbf";
  for (const char c : text) {
    dos += c == '\n' ? "\r\n" : std::string(1, c);
  }
  CHECK(Table::parse(dos, "t.csv").values("x") == Table::parse(text, "t.csv").values("x"));
  CHECK(Table::parse(dos, "t.csv").place(1).prefix() == "t.csv:5:1: ");
  CHECK(Table::parse(dos, "t.csv").header_place().prefix() == "t.csv:3:1: ");
}

TEST_CASE("a device is read as far as asked, or refused", "[property]") {
  CHECK(read_file("/dev/null").empty());
  CHECK_THROWS_WITH(read_file("/dev/zero", 1000), Contains("larger than 1000 bytes"));
  CHECK_THROWS_WITH(read_file("/dev/zero", 1000, FileKind::regular), Contains("regular file"));
  // Files of /proc say that they have no bytes.
  CHECK_THAT(read_file("/proc/self/maps"), Contains("test_core"));
  CHECK_THROWS_WITH(read_file("a\0b"s), Contains("NUL"));
}
