#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using core::Sheet;

/// Keeps HDF5 from printing its errors while it lives: they become one DataError.
class Quiet {
 public:
  Quiet() {
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// The innermost of HDF5's own explanations.
std::string explanation() {
  std::string text = "no reason given";
  const auto keep_first = [](unsigned n, const H5E_error2_t* error, void* into) -> herr_t {
    if (n == 0 && error->desc != nullptr) {
      *static_cast<std::string*>(into) = error->desc;
    }
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

/// HDF5 reports a failure as a negative number.
template <class T>
T checked(T result, const std::string& what) {
  if (result < 0) {
    throw core::DataError(
        fmt::format("HDF5 cannot hold {} ({}); take --format csv or json", what, explanation()));
  }
  return result;
}

/// An HDF5 identifier that closes itself.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close close, const std::string& what) : id_(checked(id, what)), close_(close) {}
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] hid_t id() const { return id_; }

 private:
  hid_t id_;
  Close close_;
};

/// A file in memory: what is written to disk is written by core::write_file_atomically, like every
/// other format.
class File {
 public:
  File() : file_(create(), H5Fclose, "a file"), text_(H5Tcopy(H5T_C_S1), H5Tclose, "a text") {
    checked(H5Tset_size(text_.id(), H5T_VARIABLE), "a text");
    checked(H5Tset_cset(text_.id(), H5T_CSET_UTF8), "a text");
  }

  /// An attribute of the root group: a word, or an array of several.
  void attribute(const std::string& name, const std::vector<std::string>& words) const {
    attribute(file_.id(), name, words);
  }

  void numbers(const Sheet::Heading& heading, const std::vector<double>& values) const {
    const Handle set = dataset(heading, H5T_IEEE_F64LE, values.size());
    write(set, H5T_NATIVE_DOUBLE, values, heading);
    if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) {
      attribute(set.id(), "missing", {"NaN: the cell is empty"});
    }
  }

  void words(const Sheet::Heading& heading, const std::vector<const char*>& values) const {
    const Handle set = dataset(heading, text_.id(), values.size());
    write(set, text_.id(), values, heading);
  }

  [[nodiscard]] std::string bytes() const {
    checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "the table");
    const auto size = checked(H5Fget_file_image(file_.id(), nullptr, 0), "the table");
    std::string image(static_cast<std::size_t>(size), '\0');
    checked(H5Fget_file_image(file_.id(), image.data(), image.size()), "the table");
    return image;
  }

 private:
  static constexpr std::size_t memory_step = 1u << 20;

  /// Columns keep their order, and no clock enters.
  static hid_t create() {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "a file");
    checked(H5Pset_fapl_core(access.id(), memory_step, false), "a file");
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "a file");
    checked(
        H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "a file");
    checked(H5Pset_obj_track_times(creation.id(), false), "a file");
    // HDF5 looks for an old file of the name even if it only works in memory: this one cannot be.
    return H5Fcreate("/dev/null/table", H5F_ACC_TRUNC, creation.id(), access.id());
  }

  void attribute(hid_t owner,
                 const std::string& name,
                 const std::vector<std::string>& words) const {
    const std::string what = fmt::format("attribute {}", name);
    const hsize_t size = words.size();
    const Handle space(size == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, nullptr),
                       H5Sclose, what);
    const Handle handle(
        H5Acreate2(owner, name.c_str(), text_.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
        what);
    std::vector<const char*> raw;
    raw.reserve(words.size());
    for (const std::string& word : words) {
      raw.push_back(word.c_str());
    }
    checked(H5Awrite(handle.id(), text_.id(), raw.data()), what);
  }

  [[nodiscard]] Handle dataset(const Sheet::Heading& heading, hid_t type, hsize_t size) const {
    const std::string what = fmt::format("column {}", heading.name);
    const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, what);
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, what);
    checked(H5Pset_obj_track_times(creation.id(), false), what);
    return {H5Dcreate2(file_.id(), heading.name.c_str(), type, space.id(), H5P_DEFAULT,
                       creation.id(), H5P_DEFAULT),
            H5Dclose, what};
  }

  template <class T>
  void write(const Handle& set,
             hid_t type,
             const std::vector<T>& values,
             const Sheet::Heading& heading) const {
    attribute(set.id(), "unit", {heading.unit});
    if (!values.empty()) {
      checked(H5Dwrite(set.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
              fmt::format("column {}", heading.name));
    }
  }

  Handle file_;
  Handle text_;
};

/// Words if there is one; a column of nothing goes by its unit, "-" for words.
bool holds_words(const Sheet& sheet, std::size_t column) {
  bool words = false;
  bool numbers = false;
  for (const auto& row : sheet.rows) {
    words = words || std::holds_alternative<std::string>(row[column]);
    numbers = numbers || std::holds_alternative<double>(row[column]);
  }
  if (words && numbers) {
    throw core::DataError(fmt::format(
        "HDF5 cannot hold column {} (numbers and words in one); take --format csv or json",
        sheet.columns[column].name));
  }
  return words || (!numbers && sheet.columns[column].unit == "-");
}

void add_column(const File& file, const Sheet& sheet, std::size_t column) {
  if (holds_words(sheet, column)) {
    std::vector<const char*> values;
    for (const auto& row : sheet.rows) {
      const std::string* word = std::get_if<std::string>(&row[column]);
      values.push_back(word != nullptr ? word->c_str() : "");
    }
    file.words(sheet.columns[column], values);
    return;
  }
  std::vector<double> values;
  for (const auto& row : sheet.rows) {
    const double* number = std::get_if<double>(&row[column]);
    values.push_back(number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN());
  }
  file.numbers(sheet.columns[column], values);
}

}  // namespace

void require_hdf5() {}

std::string hdf5_bytes(const Sheet& sheet) {
  sheet.check();
  const Quiet quiet;
  const File file;
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& [key, value] : sheet.metadata) {
    if (values[key].empty()) {
      order.push_back(key);
    }
    values[key].push_back(value);
  }
  for (const std::string& key : order) {
    file.attribute(key, values[key]);
  }
  std::vector<std::string> names;
  for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
    names.push_back(sheet.columns[c].name);
    add_column(file, sheet, c);
  }
  file.attribute("columns", names);
  return file.bytes();
}

}  // namespace sunsi::cli
