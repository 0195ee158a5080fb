// In place of hdf5_file.cpp when SUNSI_HDF5 is OFF.
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::cli {

void require_hdf5() {
  throw core::InvalidInput(
      "--format hdf5: this sunsi was built without HDF5; install libhdf5-dev and build with "
      "-DSUNSI_HDF5=ON (for pip: SKBUILD_CMAKE_DEFINE=SUNSI_HDF5=ON pip install .); without it "
      "allowed are csv, json");
}

std::string hdf5_bytes(const core::Sheet& /*sheet*/) {
  require_hdf5();
  return {};
}

}  // namespace sunsi::cli
