// What HDF5 refuses; what it holds is read back by tests/cli/test_cli_hdf5.py.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <string>
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>

using namespace sunsi;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

core::Sheet sheet() {
  return {{{"data", "one"}, {"data", "two"}},
          {{"word", "-"}, {"value", "eV"}, {"empty", "1"}},
          {{std::string("a"), 1.5, core::Cell()}, {core::Cell(), 2.5, core::Cell()}}};
}

/// What `f` leaves on stderr.
template <class F>
std::string stderr_of(F&& f) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("sunsi-test-stderr-" + std::to_string(::getpid()));
  std::fflush(stderr);
  const int kept = ::dup(STDERR_FILENO);
  std::FILE* file = std::fopen(path.c_str(), "w");
  ::dup2(::fileno(file), STDERR_FILENO);
  f();
  std::fflush(stderr);
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  std::fclose(file);
  const std::string text = core::read_file(path);
  std::filesystem::remove(path);
  return text;
}

}  // namespace

TEST_CASE("a table becomes an HDF5 file, also without rows", "[property]") {
  CHECK_NOTHROW(cli::require_hdf5());
  // The signature of the format's specification.
  CHECK_THAT(cli::hdf5_bytes(sheet()), StartsWith("\x89HDF\r\n\x1a\n"));
  core::Sheet empty = sheet();
  empty.rows.clear();
  CHECK_THAT(cli::hdf5_bytes(empty), StartsWith("\x89HDF\r\n\x1a\n"));
  CHECK(cli::hdf5_bytes(empty) != cli::hdf5_bytes(sheet()));
}

TEST_CASE("a refusal of HDF5 is one error and nothing on stderr", "[property]") {
  core::Sheet twice = sheet();
  twice.columns[1].name = "word";
  const auto make = [&] { CHECK_THROWS_AS(cli::hdf5_bytes(twice), core::DataError); };
  CHECK(stderr_of(make).empty());
  CHECK_THROWS_WITH(cli::hdf5_bytes(twice),
                    Contains("column word") && Contains("already exists") && Contains("csv"));
  CHECK_THAT(stderr_of([] { std::fputs("seen", stderr); }), Contains("seen"));
}

TEST_CASE("a column is of one kind and of finite numbers", "[property]") {
  core::Sheet mixed = sheet();
  mixed.rows[1][1] = std::string("x");
  CHECK_THROWS_WITH(cli::hdf5_bytes(mixed), Contains("value") && Contains("numbers and words"));
  core::Sheet infinite = sheet();
  infinite.rows[0][1] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(cli::hdf5_bytes(infinite), core::NumericalError);
}
