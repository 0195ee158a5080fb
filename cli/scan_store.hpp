/// \file cli/scan_store.hpp
/// The finished points of a scan, kept beside the result until it is whole.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace sunsi::cli {

/// What a scan says of one point.
struct ScanRow {
  double chi2 = 0;          ///< of the solar data; 0 when it is not asked for or failed
  double ratio = 0;         ///< of the strongest bound that applies
  std::string strongest;    ///< its name; empty: none applies, or bounds are not asked for
  std::string excluded_by;  ///< names of bounds, separated by spaces
  std::string error;        ///< why there is no chi2, one line; empty: there is

  bool operator==(const ScanRow&) const = default;
};

/// A file NAME.partial beside the result NAME: a line that says of which scan, then a line a point,
/// numbers to the last bit, and a mark behind every block. What stands behind the last mark (a write that
/// was cut short) does not count. One process at a time.
class ScanStore {
 public:
  /// \param result    file of the result; empty: nothing is kept
  /// \param identity  one line: what makes the same points
  /// \throws InvalidInput  the file is of another scan, or another process writes it
  /// \throws DataError     it cannot be read
  ScanStore(const std::filesystem::path& result, std::string identity);
  ~ScanStore();
  ScanStore(const ScanStore&) = delete;
  ScanStore& operator=(const ScanStore&) = delete;

  /// Points from the first on, those of earlier calls with them.
  [[nodiscard]] const std::vector<ScanRow>& rows() const { return rows_; }
  /// \throws DataError  it cannot be written
  void add(std::vector<ScanRow> block);
  /// The file's name; empty where nothing is kept.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The result stands: the file is of no more use.
  void remove();

 private:
  void open();
  void read();
  void write(const std::string& text) const;
  std::filesystem::path path_;
  std::string identity_;
  std::vector<ScanRow> rows_;
  int fd_ = -1;
};

}  // namespace sunsi::cli
