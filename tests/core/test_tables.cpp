#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/core/sheet.hpp>
#include <sunsi/core/table.hpp>

using namespace sunsi::core;
using Catch::Matchers::Contains;

namespace {
const std::string good =
    "# sunsi-table: 1\n# title: a table\n# column: name [-] who\n# column: x [MeV] "
    "what\nname,x\none,1\ntwo,2e-3\n";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = good;
  text.replace(text.find(from), from.size(), to);
  return text;
}
}  // namespace

TEST_CASE("a table is read with its header", "[property]") {
  const Table table = Table::parse(good, "t.csv");
  CHECK(table.rows() == 2);
  CHECK(table.meta("title") == "a table");
  CHECK(table.columns()[1].unit == "MeV");
  CHECK(table.values("x") == std::vector<double>{1, 2e-3});
  CHECK(table.text("name")[1] == "two");
  CHECK_THROWS_WITH(table.values("y"), Contains("t.csv") && Contains("'y'"));
}

TEST_CASE("a damaged table names file and line", "[property]") {
  CHECK_THROWS_WITH(Table::parse(replaced("2e-3", "2e-3x"), "t.csv"),
                    Contains("t.csv:7") && Contains("2e-3x"));
  CHECK_THROWS_WITH(Table::parse(replaced("2e-3", "nan"), "t.csv"),
                    Contains("t.csv:7") && Contains("finite"));
  CHECK_THROWS_WITH(Table::parse(replaced("two,2e-3", "two"), "t.csv"),
                    Contains("t.csv:7") && Contains("1 cells"));
  CHECK_THROWS_WITH(Table::parse(replaced("name,x", "name,z"), "t.csv"),
                    Contains("t.csv:5") && Contains("'z'"));
  CHECK_THROWS_WITH(Table::parse(replaced("one,1\ntwo,2e-3\n", ""), "t.csv"), Contains("no rows"));
  CHECK_THROWS_WITH(Table::parse(replaced("# sunsi-table: 1\n", ""), "t.csv"),
                    Contains("not a sunsi table"));
  CHECK_THROWS_AS(Table::read("/nonexistent/t.csv"), DataError);
}

TEST_CASE("a sheet writes 15 digits, quotes words and refuses NaN", "[property]") {
  Sheet sheet{{{"sunsi", "x"}},
              {{"word", "-"}, {"value", "eV"}},
              {{std::string("a,\"b\""), 1.0 / 3}, {std::string("c"), Cell()}}};
  CHECK(sheet.csv() ==
        "# sunsi: x\n# columns: word [-], value "
        "[eV]\nword,value\n\"a,\"\"b\"\"\",0.333333333333333\nc,\n");
  CHECK_THAT(sheet.json(),
             Contains("0.3333333333333333") && Contains("null") && Contains("\"units\""));
  sheet.rows[0][1] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(sheet.csv(), NumericalError);
  CHECK_THROWS_AS(sheet.json(), NumericalError);
}

TEST_CASE("SHA-256 of known words", "[reference]") {
  // FIPS 180-4 example "abc", and the empty message.
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("files are written whole or not at all", "[property]") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("sunsi-test-files-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "taken");
  write_file_atomically(folder / "a.csv", "one");
  write_file_atomically(folder / "a.csv", "two");
  CHECK(read_file(folder / "a.csv") == "two");
  CHECK_THROWS_AS(write_file_atomically(folder / "taken", "x"),
                  DataError);  // a folder of that name
  CHECK_THROWS_AS(write_file_atomically(folder / "none" / "a.csv", "x"), DataError);
  CHECK_THROWS_AS(read_file(folder), DataError);
  CHECK_THROWS_WITH(read_file(folder / "a.csv", 2), Contains("larger than 2 bytes"));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
  }
  CHECK(files == 2);  // a.csv and taken: no temporary file is left
  std::filesystem::remove_all(folder);
}
