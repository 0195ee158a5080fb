/// \file cli/hdf5_file.hpp
/// Tables as HDF5 files.
#pragma once

#include <string>
#include <sunsi/core/sheet.hpp>

namespace sunsi::cli {

/// \throws InvalidInput  this program was built without HDF5 (SUNSI_HDF5=OFF); says how to get it
void require_hdf5();

/// The bytes of an HDF5 file with one dataset a column, of its name and in the order of the rows:
/// numbers as the doubles they are (not rounded as in CSV), words as UTF-8 strings of variable
/// length. Each carries its unit as attribute `unit`. The root group has the metadata as attributes,
/// a key that repeats as an array, and `columns`, the names in the order of the CSV table.
/// An empty cell is NaN among numbers, announced by an attribute `missing` of its column, and ""
/// among words. The same sheet gives the same bytes.
/// \throws NumericalError  a number that is not finite, as Sheet::csv()
/// \throws InvalidInput    as require_hdf5()
/// \throws DataError       a column with numbers and words, or HDF5 refuses
std::string hdf5_bytes(const core::Sheet& sheet);

}  // namespace sunsi::cli
