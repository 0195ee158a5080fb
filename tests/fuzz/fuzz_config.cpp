// libFuzzer: any bytes as a configuration either parse or end in an InvalidInput; nothing else may happen.
#include <cstdint>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/pipeline/config.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    (void)sunsi::pipeline::parse_config("fuzz.yaml", text, {}, SUNSI_TEST_DATA);
  } catch (const sunsi::core::InvalidInput&) {
  }
  try {
    (void)sunsi::core::Table::parse(text, "fuzz.csv");
  } catch (const sunsi::core::DataError&) {
  }
  return 0;
}
