// A program without HDF5 (SUNSI_HDF5=OFF), whatever this tree was configured with.
#include <catch2/catch.hpp>
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/core/error.hpp>

using namespace sunsi;
using Catch::Matchers::Contains;

TEST_CASE("without HDF5 one error says how to get it", "[property]") {
  CHECK_THROWS_AS(cli::require_hdf5(), core::InvalidInput);
  CHECK_THROWS_WITH(cli::require_hdf5(), Contains("built without HDF5") &&
                                             Contains("libhdf5-dev") &&
                                             Contains("-DSUNSI_HDF5=ON") && Contains("csv, json"));
  CHECK_THROWS_AS(cli::hdf5_bytes(core::Sheet{}), core::InvalidInput);
}
